import type { Duplex } from 'node:stream';

/** More would be a flood of their own; requests beyond wait for one to become free. */
const MOST_CONNECTIONS = 64;

interface Connection {
  readonly stream: Duplex;
  answered: () => void;
  failed: (error: Error) => void;
  received: string;
}

interface Waiting {
  readonly resolve: (connection: Connection) => void;
  readonly reject: (error: unknown) => void;
}

const nobody = (): void => {};

/** Persistent HTTP/1.1 connections through whatever reaches an instance; one request at a time on each. */
export class HttpConnections {
  readonly #dial: () => Promise<Duplex>;
  readonly #free: Connection[] = [];
  readonly #queue: Waiting[] = [];
  readonly #open = new Set<Connection>();
  #opening = 0;

  readonly #path: string;

  constructor(dial: () => Promise<Duplex>, path = '/') {
    this.#dial = dial;
    this.#path = path;
  }

  /** GET of the path, answered with its whole body. Rejects when it is not a 200 or the connection breaks. */
  async get(): Promise<void> {
    const connection = this.#free.pop() ?? (await this.#another());
    try {
      await new Promise<void>((resolve, reject) => {
        connection.received = '';
        connection.answered = resolve;
        connection.failed = reject;
        connection.stream.write(`GET ${this.#path} HTTP/1.1\r\nHost: victim\r\n\r\n`);
      });
    } catch (error) {
      connection.stream.destroy();
      throw error;
    }
    connection.answered = connection.failed = nobody;
    const next = this.#queue.shift();
    if (next === undefined) this.#free.push(connection);
    else next.resolve(connection);
  }

  close(): void {
    for (const { reject } of this.#queue.splice(0)) reject(new Error('the connections were closed'));
    for (const { stream } of this.#open) stream.destroy();
  }

  async #another(): Promise<Connection> {
    if (this.#open.size + this.#opening >= MOST_CONNECTIONS)
      return await new Promise((resolve, reject) => this.#queue.push({ resolve, reject }));
    this.#opening += 1;
    try {
      const connection: Connection = {
        stream: await this.#dial(),
        answered: nobody,
        failed: nobody,
        received: '',
      };
      this.#open.add(connection);
      connection.stream.on('data', (chunk: Buffer) => receive(connection, chunk));
      connection.stream.on('error', (error) => connection.failed(error));
      connection.stream.on('close', () => this.#lose(connection));
      return connection;
    } finally {
      this.#opening -= 1;
    }
  }

  /** Whoever waits for a connection gets a new one in the place of one that broke. */
  #lose(connection: Connection): void {
    this.#open.delete(connection);
    const free = this.#free.indexOf(connection);
    if (free >= 0) this.#free.splice(free, 1);
    connection.failed(new Error('the connection was closed'));
    const next = this.#queue.shift();
    if (next !== undefined) this.#another().then(next.resolve, next.reject);
  }
}

function receive(connection: Connection, chunk: Buffer): void {
  connection.received += chunk.toString('latin1');
  const head = connection.received.indexOf('\r\n\r\n');
  if (head < 0) return;
  const length = Number(/^content-length: *(\d+)/im.exec(connection.received)?.[1] ?? 0);
  if (connection.received.length < head + 4 + length) return;
  if (connection.received.startsWith('HTTP/1.1 200 ')) connection.answered();
  else connection.failed(new Error(`expected 200 OK, got ${connection.received.split('\r\n')[0]}`));
}
