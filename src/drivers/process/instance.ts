import type { Duplex } from 'node:stream';
import type { Clock } from '../../host/clock.ts';
import { cgroupProcesses, removeCgroup } from '../../host/cgroup.ts';
import { readOomKills } from '../../host/cgroup-oom.ts';
import { readCgroupLimits } from '../../host/cgroup-limits.ts';
import { stopCgroup } from '../../host/cgroup-stop.ts';
import { dial } from '../../host/network.ts';
import { signalOf } from '../../host/signals.ts';
import { IsodenseError } from '../../model/errors.ts';
import type { LaunchMarks } from '../../model/records.ts';
import { LOCAL_NODE, type Scope } from '../../model/host-access.ts';
import type { ExecResult, Instance, OutputLine } from '../driver.ts';
import { endOfProcess } from '../instance-end.ts';
import { LAST_WORDS, type OutputLines } from '../output.ts';
import type { Caller } from './caller.ts';
import { describeConfiguration } from './configuration.ts';
import { runInside } from './exec.ts';
import type { Confinement } from './launcher.ts';
import { OwnListener } from '../own-listener.ts';
import type { StartedWorkload } from './start.ts';
import { DEADLINES } from '../../model/deadlines.ts';

export interface InstanceParts {
  readonly id: string;
  readonly index: number;
  readonly marks: LaunchMarks;
  readonly clock: Clock;
  readonly output: OutputLines;
  readonly workload: StartedWorkload;
  readonly confinement: Confinement;
  readonly caller: Caller;
  /** As in the image's configuration. */
  readonly stopSignal: string;
  readonly rootKind: 'overlay' | 'copy';
  readonly onRemoved: () => void;
}

/**
 * One running copy of the image as a plain process with its descendants, in a cgroup that exists to count
 * them.
 */
export class ProcessInstance implements Instance {
  readonly id: string;
  readonly index: number;
  readonly marks: LaunchMarks;
  readonly exited: Instance['exited'];
  readonly #parts: InstanceParts;
  readonly #listener: OwnListener;
  #over = false;
  #removal: Promise<void> | undefined;

  constructor(parts: InstanceParts) {
    this.#parts = parts;
    this.id = parts.id;
    this.index = parts.index;
    this.marks = parts.marks;
    this.#listener = new OwnListener(() => cgroupProcesses(parts.confinement.cgroup));
    // Read while the cgroup is there: it is removed after the end.
    this.exited = parts.workload.exited.then((exit) => {
      this.#over = true;
      return endOfProcess(exit, (readOomKills(parts.confinement.cgroup) ?? 0) > 0);
    });
    this.exited.catch(() => {}); // a process that could not be started is its launch's to report
  }

  /** Resolves when the kernel has made the process; rejects when it could not. */
  get started(): Promise<void> {
    return this.#parts.workload.started;
  }

  scopes(): Scope[] {
    const { cgroup } = this.#parts.confinement;
    const pids = cgroupProcesses(cgroup);
    return pids.length === 0 ? [] : [{ role: 'workload', node: LOCAL_NODE, cgroup, pids }];
  }

  send(line: string): void {
    this.#parts.workload.input.write(`${line}\n`);
  }

  onLine(listener: (line: OutputLine) => void): () => void {
    return this.#parts.output.onLine(listener);
  }

  onText(text: string, found: (atMs: number) => void): () => void {
    return this.#parts.output.onText(text, found);
  }

  async lastWords(): Promise<string> {
    if (this.#over) await this.#parts.workload.drained(this.#parts.clock);
    return this.#parts.output.tail(LAST_WORDS);
  }

  exec(command: readonly string[], signal: AbortSignal): Promise<ExecResult> {
    return runInside(this.#parts.caller, this.#parts.confinement, command, signal);
  }

  /**
   * Plain processes share the host's network: a port of theirs is a port of the host, and somebody else's may
   * answer.
   */
  async dial(port: number, signal: AbortSignal): Promise<Duplex> {
    this.#listener.mustAnswer(port, 'self');
    return await dial({ host: '127.0.0.1', port }, signal);
  }

  async configuration(): Promise<Readonly<Record<string, string>>> {
    const { confinement, rootKind } = this.#parts;
    return describeConfiguration(
      readCgroupLimits(confinement.cgroup),
      confinement.user,
      rootKind,
      this.#stopSignal(),
    );
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#removal ??= this.#remove();
    return this.#removal;
  }

  #stopSignal(): NodeJS.Signals {
    return signalOf(this.#parts.stopSignal) ?? 'SIGTERM';
  }

  async #remove(): Promise<void> {
    const { clock, workload, confinement, onRemoved } = this.#parts;
    this.#parts.output.hurry();
    await stopCgroup(confinement.cgroup, clock, DEADLINES.stopSignal, this.#stopSignal());
    // Given up at its birth, the first process may not have entered the cgroup yet; once it has ended nobody
    // can any more.
    workload.kill();
    const enough = new AbortController();
    await Promise.race([
      workload.exited.catch(() => {}),
      clock.sleep(DEADLINES.kill, enough.signal).catch(() => {}),
    ]);
    enough.abort();
    const survivors = await stopCgroup(confinement.cgroup, clock, 0);
    if (survivors.length > 0) {
      throw new IsodenseError(
        'internal',
        `processes ${survivors.join(', ')} of ${this.id} survived SIGKILL`,
        {
          hint: 'they wait inside the kernel, on a disk or a mount that does not answer; isodense sweep removes them once it does',
        },
      );
    }
    await workload.close(clock);
    if (!removeCgroup(confinement.cgroup))
      throw new IsodenseError('internal', `the cgroup ${confinement.cgroup} could not be removed`, {
        hint: 'isodense sweep',
      });
    onRemoved();
  }
}
