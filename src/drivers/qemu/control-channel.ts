import type { Duplex } from 'node:stream';
import { messageOf } from '../../model/errors.ts';
import { CommandOutput } from '../command-output.ts';

interface Answer {
  readonly words: readonly string[];
  readonly output: string;
  /** Why it was not started; empty when it was. */
  readonly unstarted: string;
}

export interface ExecAnswer extends Omit<Answer, 'words'> {
  readonly code: number;
}

interface Waiting {
  readonly output: CommandOutput;
  unstarted: string;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

/** The agent's messages are shorter than 4 KiB (images/guest/agent). */
const LONGEST_LINE = 8 * 1024;

/** What a guest says of itself without being asked. */
export interface GuestReports {
  readonly booted?: () => void;
  /** Everything that is the same for every workload and instance is done; it waits for its order. */
  readonly prepared?: () => void;
  /** KiB, by its own kernel's count, before the workload started. */
  readonly memory?: (totalKiB: number, availableKiB: number) => void;
  /** The guest's kernel has killed processes of the workload for want of memory. Said before `exited`. */
  readonly outOfMemory?: () => void;
  readonly exited?: (code: number) => void;
  readonly failed?: (message: string) => void;
  /**
   * The workload could not be started, for a reason that its list of calls can read. Said before `exited`.
   */
  readonly unstarted?: (report: string) => void;
}

/** The harness's side of the control channel; images/guest/agent is the other and describes the protocol. */
export class ControlChannel {
  readonly #stream: Duplex;
  readonly #reports: GuestReports;
  readonly #waiting = new Map<string, Waiting>();
  #lastId = 0;
  #rest = '';
  #closed = false;

  constructor(stream: Duplex, reports: GuestReports) {
    this.#stream = stream;
    this.#reports = reports;
    stream.on('data', (chunk: Buffer) => this.#receive(chunk.toString('latin1')));
    stream.on('error', () => {}); // followed by close
    stream.once('close', () => this.#close());
  }

  /** May be sent before the guest listens: it waits in the channel. */
  launch(script: string): void {
    this.#send(`launch ${countLines(script)}`, script);
  }

  /**
   * @param scriptFor what to run, with the id under which it says that it could not be started. Rejects at
   * once when the signal aborts; the command is then killed.
   */
  async exec(scriptFor: (id: string) => string, signal: AbortSignal): Promise<ExecAnswer> {
    const { words, ...answer } = await this.#ask((id) => {
      const script = scriptFor(id);
      return [`exec ${id} ${countLines(script)}`, script];
    }, signal);
    return { code: Number(words[0]), ...answer };
  }

  /** Whether anything in the guest listens on this TCP port of an address that the network reaches. */
  async listens(port: number, signal: AbortSignal): Promise<boolean> {
    const hexadecimal = port.toString(16).toUpperCase().padStart(4, '0');
    return (await this.#ask((id) => [`listening ${id} ${hexadecimal}`], signal)).words[0] === 'yes';
  }

  #ask(orderFor: (id: string) => readonly string[], signal: AbortSignal): Promise<Answer> {
    this.#lastId += 1;
    const id = String(this.#lastId);
    return new Promise((resolve, reject) => {
      if (this.#closed) return reject(gone());
      const abort = (): void => {
        this.#waiting.delete(id);
        this.#send(`kill ${id}`);
        reject(signal.reason instanceof Error ? signal.reason : new Error(messageOf(signal.reason)));
      };
      if (signal.aborted) return abort();
      signal.addEventListener('abort', abort, { once: true });
      const settled =
        <T>(settle: (value: T) => void) =>
        (value: T): void => {
          signal.removeEventListener('abort', abort);
          settle(value);
        };
      this.#waiting.set(id, {
        output: new CommandOutput(),
        unstarted: '',
        resolve: settled(resolve),
        reject: settled(reject),
      });
      this.#send(...orderFor(id));
    });
  }

  #send(...lines: readonly string[]): void {
    if (!this.#closed) this.#stream.write(`${lines.join('\n')}\n`);
  }

  #receive(text: string): void {
    const lines = (this.#rest + text).split('\n');
    // a guest that is taken over may never end a line
    this.#rest = (lines.pop() ?? '').slice(0, LONGEST_LINE);
    for (const line of lines) this.#message(line.split(' '), line);
  }

  #message([word = '', first = '', ...rest]: readonly string[], line: string): void {
    if (word === 'booted') this.#reports.booted?.();
    else if (word === 'prepared') this.#reports.prepared?.();
    else if (word === 'memory') this.#reports.memory?.(Number(first), Number(rest[0]));
    else if (word === 'out-of-memory') this.#reports.outOfMemory?.();
    else if (word === 'exited') this.#reports.exited?.(Number(first));
    else if (word === 'failed') this.#reports.failed?.(line.slice('failed '.length));
    else if (word === 'unstarted') this.#unstarted(first, rest[0] ?? '');
    else if (word === 'output') this.#waiting.get(first)?.output.add(Buffer.from(rest[0] ?? '', 'base64'));
    else if (word === 'done' || word === 'listening') this.#answer(first, rest);
  }

  #unstarted(id: string, report: string): void {
    const waiting = this.#waiting.get(id);
    if (waiting === undefined) this.#reports.unstarted?.(report);
    else waiting.unstarted = report;
  }

  #answer(id: string, words: readonly string[]): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    waiting?.resolve({ words, output: waiting.output.text, unstarted: waiting.unstarted });
  }

  #close(): void {
    this.#closed = true;
    for (const { reject } of this.#waiting.values()) reject(gone());
    this.#waiting.clear();
  }
}

function countLines(script: string): number {
  return script.split('\n').length;
}

function gone(): Error {
  return new Error('the virtual machine has ended');
}
