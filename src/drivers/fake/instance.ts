import type { Clock } from '../../host/clock.ts';
import { formatBytes } from '../../model/units.ts';
import type { LaunchMarks } from '../../model/records.ts';
import type { Instance, OutputLine, Scope } from '../driver.ts';
import type { OutputLines } from '../output.ts';
import type { FakeHost, FakeResident } from './host.ts';
import type { FakeOptions } from './options.ts';

export interface FakeParts {
  readonly id: string;
  readonly index: number;
  readonly marks: LaunchMarks;
  readonly clock: Clock;
  readonly host: FakeHost;
  readonly resident: FakeResident;
  readonly options: FakeOptions;
  readonly output: OutputLines;
}

/** Obeys `work` and `idle` as the builtin image does; its quanta take the time that the fake host's sharing gives them. */
export class FakeInstance implements Instance {
  readonly id: string;
  readonly index: number;
  readonly marks: LaunchMarks;
  readonly exited: Instance['exited'];
  readonly #parts: FakeParts;
  #end!: (end: { code: number | null; reason: string }) => void;
  #stopWork: AbortController | undefined;
  #quanta = 0;

  constructor(parts: FakeParts) {
    this.#parts = parts;
    this.id = parts.id;
    this.index = parts.index;
    this.marks = parts.marks;
    this.exited = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  /** A cgroup that no kernel has, without processes: for probes that are fake too. */
  scopes(): Scope[] {
    const { host, resident } = this.#parts;
    return host.residents.has(resident) ? [{ role: 'workload', cgroup: resident.cgroup, pids: [] }] : [];
  }

  send(line: string): void {
    if (line === 'work' && this.#stopWork === undefined) void this.#work((this.#stopWork = new AbortController()).signal);
    if (line === 'idle') this.#idle();
  }

  onLine(listener: (line: OutputLine) => void): () => void {
    return this.#parts.output.onLine(listener);
  }

  async exec(): Promise<{ code: number; output: string }> {
    return { code: 0, output: '' };
  }

  async configuration(): Promise<Readonly<Record<string, string>>> {
    const { resident } = this.#parts;
    return {
      'memory limit': formatBytes(resident.memoryBytes),
      'CPU limit': resident.quota === undefined ? 'none' : `${resident.quota} cores`,
      network: 'fake',
    };
  }

  /** Ends it as a crash would, for launches that are to fail. */
  crash(): void {
    this.#end({ code: 1, reason: 'exit 1' });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { host, resident } = this.#parts;
    this.#idle();
    host.residents.delete(resident);
    this.#end({ code: 0, reason: 'exit 0' });
  }

  #idle(): void {
    this.#stopWork?.abort(new Error('told to be idle'));
    this.#stopWork = undefined;
    this.#parts.resident.working = false;
  }

  async #work(signal: AbortSignal): Promise<void> {
    const { clock, host, resident, options, output } = this.#parts;
    resident.working = true;
    this.#quanta = 0; // the builtin image counts anew at each `work`, too
    while (!signal.aborted) {
      // The share is that of the quantum's start: others who come or go change the next one.
      const stopped = await clock.sleep(options.quantum / host.coresFor(resident, options.cores), signal).then(() => false, () => true);
      if (stopped) return;
      resident.cpuSeconds += options.quantum / 1_000;
      this.#quanta += 1;
      output.push(Buffer.from(`quantum ${this.#quanta}\n`));
    }
  }
}
