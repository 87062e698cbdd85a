import type { Clock } from '../../host/clock.ts';
import { formatBytes } from '../../model/units.ts';
import type { InstanceEnd, LaunchMarks } from '../../model/records.ts';
import type { Scope } from '../../model/host-access.ts';
import type { Instance, OutputLine } from '../driver.ts';
import { endOfCode } from '../instance-end.ts';
import { LAST_WORDS, type OutputLines } from '../output.ts';
import type { FakeNode, FakeResident } from './node.ts';
import type { FakeOptions } from './options.ts';

export interface FakeParts {
  readonly id: string;
  readonly index: number;
  readonly marks: LaunchMarks;
  readonly clock: Clock;
  readonly node: FakeNode;
  readonly resident: FakeResident;
  readonly options: FakeOptions;
  readonly output: OutputLines;
  readonly onRemoved: () => void;
}

/**
 * Obeys `work`, `idle`, `ping`, `stress` and `disk` as the builtin images do; its quanta, and a tenth of one
 * for each ping, take the time that the fake node's sharing gives them. Whatever it is told to stress, it
 * uses the CPU.
 */
export class FakeInstance implements Instance {
  readonly id: string;
  readonly index: number;
  readonly marks: LaunchMarks;
  readonly exited: Instance['exited'];
  readonly #parts: FakeParts;
  #end!: (end: InstanceEnd) => void;
  #stopWork: AbortController | undefined;
  #quanta = 0;
  #answering = Promise.resolve();
  #stressing: string | undefined;

  constructor(parts: FakeParts) {
    this.#parts = parts;
    this.id = parts.id;
    this.index = parts.index;
    this.marks = parts.marks;
    this.exited = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  /** A cgroup that no kernel has, without processes: its node knows it. */
  scopes(): Scope[] {
    const { node, resident } = this.#parts;
    return node.residents.has(resident)
      ? [{ role: 'workload', node: node.node, cgroup: resident.cgroup, pids: [] }]
      : [];
  }

  send(line: string): void {
    if (line === 'work' && this.#stopWork === undefined)
      void this.#work((this.#stopWork = new AbortController()).signal);
    if (line === 'disk') this.#say('disk yes');
    const [order, argument] = line.split(' ');
    if (order === 'ping') this.#answering = this.#answering.then(() => this.#answer(`pong ${argument}`));
    if (order === 'stress') this.#stress(argument ?? '');
    if (line === 'idle') this.#idle();
  }

  onLine(listener: (line: OutputLine) => void): () => void {
    return this.#parts.output.onLine(listener);
  }

  onText(text: string, found: (atMs: number) => void): () => void {
    return this.#parts.output.onText(text, found);
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

  async lastWords(): Promise<string> {
    return this.#parts.output.tail(LAST_WORDS);
  }

  async endAfter(ms: number, code: number): Promise<void> {
    await this.#parts.clock.sleep(ms);
    this.#say('cannot go on');
    this.crash(code);
  }

  /** Ends it as a crash would. */
  crash(code = 1): void {
    const { node, resident } = this.#parts;
    this.#stopWork?.abort(new Error('crashed'));
    resident.working = false;
    node.residents.delete(resident);
    this.#end(endOfCode(code));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { node, resident } = this.#parts;
    this.#idle();
    node.residents.delete(resident);
    this.#end(endOfCode(0));
    this.#parts.onRemoved();
  }

  #idle(): void {
    this.#stopWork?.abort(new Error('told to be idle'));
    this.#stopWork = undefined;
    this.#parts.resident.working = false;
    if (this.#stressing !== undefined)
      this.#say(`stress-ng: metrc: [1] ${this.#stressing} 100 1.00 1.00 0.00 100.00 100.00`);
    this.#stressing = undefined;
    this.#say('idle');
  }

  #stress(name: string): void {
    this.#stressing = name;
    this.#parts.resident.working = true;
    this.#say(`stress-ng: info: [1] dispatching hogs: 1 ${name}`);
  }

  /** One after the other, as a shell reads its orders. */
  async #answer(text: string): Promise<void> {
    const { clock, node, resident, options } = this.#parts;
    if (resident.frozen !== undefined) await resident.frozen.thawed;
    if (!node.residents.has(resident)) return;
    await clock.sleep(options.quantum / 10 / node.coresFor(resident, options.cores));
    this.#say(text);
  }

  #say(text: string): void {
    this.#parts.output.push(Buffer.from(`${text}\n`));
  }

  async #work(signal: AbortSignal): Promise<void> {
    const { clock, node, resident, options, output } = this.#parts;
    resident.working = true;
    this.#quanta = 0; // the builtin image counts again at each `work`, too
    while (!signal.aborted) {
      if (resident.frozen !== undefined) await resident.frozen.thawed;
      // The share is that of the quantum's start: others who come or go change the next one.
      const stopped = await clock
        .sleep(options.quantum / node.coresFor(resident, options.cores), signal)
        .then(
          () => false,
          () => true,
        );
      if (stopped) return;
      node.spend(resident, options.quantum / 1_000);
      this.#quanta += 1;
      output.push(Buffer.from(`quantum ${this.#quanta}\n`));
    }
  }
}
