import type { Duplex } from 'node:stream';
import { createCgroup, procsFilesOf, removeCgroup, type CgroupLimits } from '../../host/cgroup.ts';
import { readOomKills } from '../../host/cgroup-oom.ts';
import type { Clock } from '../../host/clock.ts';
import { signalProcess, startProcess } from '../../host/command.ts';
import { findProgram } from '../../host/files.ts';
import { settlesWithin } from '../../host/settles-within.ts';
import { DESCRIPTORS } from './command-line.ts';
import { DEADLINES } from '../../model/deadlines.ts';

/**
 * Moves itself into the cgroup before it becomes QEMU, so that no page or clock tick of QEMU's is charged
 * elsewhere.
 */
const ENTER_CGROUP = 'while [ "$1" != -- ]; do echo $$ >"$1" || exit 125; shift; done; shift; exec "$@"';

type ChildProcess = ReturnType<typeof startProcess>;

export interface VmmExit {
  readonly code: number | null;
  readonly signal: string | null;
  readonly reason: string;
  /** The host's kernel killed it because memory ran out. */
  readonly outOfMemory: boolean;
}

/** One running QEMU: its process, its channels, its cgroup. Created by {@link startVmm}. */
export class Vmm {
  readonly channels: Readonly<Record<keyof typeof DESCRIPTORS, Duplex>>;
  readonly cgroup: string | null;
  /** Settles when the process has ended. Never rejects. */
  readonly #gone: Promise<unknown>;
  /** Settles when the process has ended and everything that it wrote has been read. Never rejects. */
  readonly ended: Promise<VmmExit>;
  readonly #child: ChildProcess;
  readonly #clock: Clock;
  #errors = '';
  #over = false;

  constructor(child: ChildProcess, cgroup: string | null, clock: Clock) {
    this.#child = child;
    this.#clock = clock;
    this.cgroup = cgroup;
    // Node gives the ends of extra 'pipe' descriptors as sockets, readable and writable.
    const channel = (descriptor: number): Duplex => child.stdio[descriptor] as Duplex;
    this.channels = {
      qmp: channel(DESCRIPTORS.qmp),
      console: channel(DESCRIPTORS.console),
      workload: channel(DESCRIPTORS.workload),
      control: channel(DESCRIPTORS.control),
      state: channel(DESCRIPTORS.state),
    };
    this.channels.state.resume(); // one way only, and a stream that nobody reads never closes
    for (const stream of Object.values(this.channels)) stream.on('error', () => {}); // a write to an ended VM
    child.stderr?.on(
      'data',
      (chunk: Buffer) => (this.#errors = (this.#errors + chunk.toString()).slice(-4_000)),
    );
    let outOfMemory = false;
    this.ended = new Promise((resolve) => {
      child.once('error', (error) =>
        resolve({ code: null, signal: null, reason: error.message, outOfMemory: false }),
      );
      // Read while the cgroup is there: it is removed after the end.
      child.once('exit', () => (outOfMemory = cgroup !== null && (readOomKills(cgroup) ?? 0) > 0));
      child.once('close', (code, signal) =>
        resolve({
          code,
          signal,
          outOfMemory,
          reason: signal === null ? `QEMU ended with ${code}` : `QEMU was killed by ${signal}`,
        }),
      );
    });
    this.#gone = new Promise<void>((resolve) => {
      const over = (): void => {
        this.#over = true;
        resolve();
      };
      child.once('exit', over).once('error', over);
    });
  }

  /** The process while it lives. */
  get pid(): number | undefined {
    return this.#over ? undefined : this.#child.pid;
  }

  /** What QEMU itself complained about. */
  get errors(): string {
    return this.#errors.trim();
  }

  /**
   * Ends the process, politely where `quit` can ask it, and removes the cgroup. Throws when either remains.
   */
  async stop(quit: (() => Promise<unknown>) | undefined): Promise<void> {
    if (this.pid !== undefined && quit !== undefined) {
      quit().catch(() => {}); // its answer and its end race each other
      await this.#endedWithin(DEADLINES.monitorQuit);
    }
    if (this.pid !== undefined) {
      signalProcess(this.pid, 'SIGKILL');
      await this.#endedWithin(DEADLINES.kill);
    }
    for (const stream of Object.values(this.channels)) stream.destroy();
    if (this.pid !== undefined) throw new Error(`QEMU (process ${this.pid}) is still there after SIGKILL`);
    if (this.cgroup !== null && !removeCgroup(this.cgroup))
      throw new Error(`the cgroup ${this.cgroup} cannot be removed`);
  }

  async #endedWithin(milliseconds: number): Promise<void> {
    await settlesWithin(this.#clock, milliseconds, this.#gone);
  }
}

export interface VmmRequest {
  readonly program: string;
  readonly args: readonly string[];
  /** Made now, and removed with the VM; null where only its process is accounted. */
  readonly cgroup: string | null;
  readonly limits: CgroupLimits;
  readonly clock: Clock;
}

/** Starts QEMU in its cgroup, bound to this process's life where setpriv is installed. */
export function startVmm({ program, args, cgroup, limits, clock }: VmmRequest): Vmm {
  if (cgroup !== null) {
    try {
      createCgroup(cgroup, limits);
    } catch (error) {
      removeCgroup(cgroup);
      throw error;
    }
  }
  const setpriv = findProgram('setpriv');
  const bound = setpriv === undefined ? [] : [setpriv, '--pdeathsig', 'KILL', '--'];
  const enter = [
    '-c',
    ENTER_CGROUP,
    'sh',
    ...(cgroup === null ? [] : procsFilesOf(cgroup)),
    '--',
    ...bound,
    program,
    ...args,
  ];
  const child = startProcess('/bin/sh', enter, {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe', 'pipe', 'pipe', 'pipe'],
    detached: true, // Ctrl-C in a terminal is for the harness, which then ends its VMs itself
  });
  return new Vmm(child, cgroup, clock);
}
