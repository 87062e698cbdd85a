import type { Duplex } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import type { Clock } from '../../host/clock.ts';
import { DEADLINES } from '../../model/deadlines.ts';
import { within } from '../deadline.ts';

interface Pending {
  readonly command: string;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

type EventData = Readonly<Record<string, unknown>>;

interface AwaitedEvent {
  readonly name: string;
  readonly accept: (data: EventData) => boolean;
  readonly resolve: (data: EventData) => void;
  readonly reject: (error: Error) => void;
}

/**
 * QEMU's machine protocol (docs/interop/qmp-spec): one JSON object a line, answers matched to commands by id.
 */
export class QmpClient {
  readonly #stream: Duplex;
  readonly #clock: Clock;
  readonly #pending = new Map<number, Pending>();
  readonly #awaited = new Set<AwaitedEvent>();
  readonly #decoder = new StringDecoder('utf8');
  readonly #never = new AbortController().signal;
  #rest = '';
  #lastId = 0;
  #closed: Error | undefined;
  #greet: () => void = () => {};
  readonly #greeted: Promise<void>;

  private constructor(stream: Duplex, clock: Clock) {
    this.#stream = stream;
    this.#clock = clock;
    this.#greeted = new Promise((resolve, reject) => {
      this.#greet = resolve;
      stream.once('close', () => reject(new Error('QEMU closed its control connection before it greeted')));
    });
    this.#greeted.catch(() => {}); // awaited in connect, unless that was given up
    stream.on('data', (chunk: Buffer) => this.#receive(chunk));
    stream.on('error', () => {}); // followed by close
    stream.once('close', () => this.#close());
  }

  /**
   * Resolves when the handshake is done: from then on QEMU takes commands, each with a deadline on the clock.
   */
  static async connect(stream: Duplex, clock: Clock): Promise<QmpClient> {
    const client = new QmpClient(stream, clock);
    await client.#answer('did not greet on its control connection', client.#greeted);
    await client.execute('qmp_capabilities');
    return client;
  }

  /** Runs a command and resolves with what it returns; rejects with QEMU's own description of an error. */
  execute(command: string, args?: Readonly<Record<string, unknown>>): Promise<unknown> {
    if (this.#closed !== undefined) return Promise.reject(this.#closed);
    this.#lastId += 1;
    const id = this.#lastId;
    this.#stream.write(
      `${JSON.stringify({ execute: command, ...(args === undefined ? {} : { arguments: args }), id })}\n`,
    );
    const answered = new Promise((resolve, reject) => this.#pending.set(id, { command, resolve, reject }));
    return this.#answer(`did not answer ${command}`, answered);
  }

  /** Resolves with the next event of this name that is accepted. To be called before what causes it. */
  event(name: string, accept: (data: EventData) => boolean): Promise<EventData> {
    const promise = new Promise<EventData>((resolve, reject) => {
      if (this.#closed !== undefined) reject(this.#closed);
      else this.#awaited.add({ name, accept, resolve, reject });
    });
    promise.catch(() => {}); // the command that causes it may fail first, and tells more
    return promise;
  }

  /** Runs a command of the human monitor, for what has no QMP command; its output is text. */
  async monitor(line: string): Promise<string> {
    return String(await this.execute('human-monitor-command', { 'command-line': line })).trim();
  }

  /** A QEMU that is stopped, or waits for a disk, keeps its connection open and says nothing. */
  #answer<T>(complaint: string, answered: Promise<T>): Promise<T> {
    return within(this.#clock, DEADLINES.monitorAnswer, `QEMU ${complaint}`, this.#never, () => answered);
  }

  #receive(chunk: Buffer): void {
    const lines = (this.#rest + this.#decoder.write(chunk)).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines)
      if (line.trim() !== '') this.#message(JSON.parse(line) as Record<string, unknown>);
  }

  #message(message: Readonly<Record<string, unknown>>): void {
    if ('QMP' in message) this.#greet();
    if (typeof message['event'] === 'string')
      this.#happened(message['event'], (message['data'] ?? {}) as EventData);
    const pending = this.#pending.get(Number(message['id']));
    if (pending === undefined) return; // the greeting or an event
    this.#pending.delete(Number(message['id']));
    if ('error' in message)
      pending.reject(new Error(`QEMU refused ${pending.command}: ${descriptionOf(message['error'])}`));
    else pending.resolve(message['return']);
  }

  #happened(name: string, data: EventData): void {
    for (const awaited of this.#awaited) {
      if (awaited.name !== name || !awaited.accept(data)) continue;
      this.#awaited.delete(awaited);
      awaited.resolve(data);
    }
  }

  #close(): void {
    this.#closed = new Error('QEMU has closed its control connection');
    for (const { command, reject } of this.#pending.values())
      reject(new Error(`QEMU ended before it answered ${command}`));
    this.#pending.clear();
    for (const { name, reject } of this.#awaited) reject(new Error(`QEMU ended before its event ${name}`));
    this.#awaited.clear();
  }
}

function descriptionOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'desc' in error
    ? String(error.desc)
    : JSON.stringify(error);
}
