import type { Duplex } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';

interface Pending {
  readonly command: string;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** QEMU's machine protocol (docs/interop/qmp-spec): one JSON object a line, answers matched to commands by id. */
export class QmpClient {
  readonly #stream: Duplex;
  readonly #pending = new Map<number, Pending>();
  readonly #decoder = new StringDecoder('utf8');
  #rest = '';
  #lastId = 0;
  #closed: Error | undefined;
  #greet: () => void = () => {};
  readonly #greeted: Promise<void>;

  private constructor(stream: Duplex) {
    this.#stream = stream;
    this.#greeted = new Promise((resolve, reject) => {
      this.#greet = resolve;
      stream.once('close', () => reject(new Error('QEMU closed its control connection before it greeted')));
    });
    this.#greeted.catch(() => {}); // awaited in connect, unless that was given up
    stream.on('data', (chunk: Buffer) => this.#receive(chunk));
    stream.on('error', () => {}); // followed by close
    stream.once('close', () => this.#close());
  }

  /** Resolves when the handshake is done: from then on QEMU takes commands. */
  static async connect(stream: Duplex): Promise<QmpClient> {
    const client = new QmpClient(stream);
    await client.#greeted;
    await client.execute('qmp_capabilities');
    return client;
  }

  /** Runs a command and resolves with what it returns; rejects with QEMU's own description of an error. */
  execute(command: string, args?: Readonly<Record<string, unknown>>): Promise<unknown> {
    if (this.#closed !== undefined) return Promise.reject(this.#closed);
    this.#lastId += 1;
    const id = this.#lastId;
    this.#stream.write(`${JSON.stringify({ execute: command, ...(args === undefined ? {} : { arguments: args }), id })}\n`);
    return new Promise((resolve, reject) => this.#pending.set(id, { command, resolve, reject }));
  }

  /** Runs a command of the human monitor, for what has no QMP command; its output is text. */
  async monitor(line: string): Promise<string> {
    return String(await this.execute('human-monitor-command', { 'command-line': line })).trim();
  }

  #receive(chunk: Buffer): void {
    const lines = (this.#rest + this.#decoder.write(chunk)).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) if (line.trim() !== '') this.#message(JSON.parse(line) as Record<string, unknown>);
  }

  #message(message: Readonly<Record<string, unknown>>): void {
    if ('QMP' in message) this.#greet();
    const pending = this.#pending.get(Number(message['id']));
    if (pending === undefined) return; // an event: how a VM ends is told by its process
    this.#pending.delete(Number(message['id']));
    if ('error' in message) pending.reject(new Error(`QEMU refused ${pending.command}: ${descriptionOf(message['error'])}`));
    else pending.resolve(message['return']);
  }

  #close(): void {
    this.#closed = new Error('QEMU has closed its control connection');
    for (const { command, reject } of this.#pending.values()) reject(new Error(`QEMU ended before it answered ${command}`));
    this.#pending.clear();
  }
}

function descriptionOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'desc' in error ? String(error.desc) : JSON.stringify(error);
}
