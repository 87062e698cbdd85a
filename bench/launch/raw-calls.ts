import { request, type RequestOptions } from 'node:http';
import type { Duplex } from 'node:stream';

/** Engine calls with Node's own HTTP client and nothing around it. */
export interface RawEngine {
  /** Resolves with the parsed answer, undefined when it is empty; rejects on any status but 2xx. */
  call(method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<unknown>;
  /** The upgraded connection of an attach call. */
  attach(containerId: string): Promise<Duplex>;
}

export class EngineRefusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export function rawEngine(socketPath: string): RawEngine {
  const call: RawEngine['call'] = (method, path, body) =>
    new Promise((resolve, reject) => {
      const text = body === undefined ? undefined : JSON.stringify(body);
      const headers =
        text === undefined
          ? {}
          : { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) };
      const asked = request({ socketPath, method, path, headers }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('error', reject);
        answer.on('end', () => {
          const said = Buffer.concat(chunks).toString();
          const status = answer.statusCode ?? 0;
          if (status >= 200 && status < 300) resolve(said === '' ? undefined : JSON.parse(said));
          else reject(new EngineRefusal(status, `${method} ${path}: ${status} ${said}`));
        });
      });
      asked.on('error', reject);
      asked.end(text);
    });

  const attach: RawEngine['attach'] = (containerId) =>
    new Promise((resolve, reject) => {
      const options: RequestOptions = {
        socketPath,
        method: 'POST',
        path: `/containers/${containerId}/attach?stream=1&stdin=1&stdout=1&stderr=1`,
        headers: { Connection: 'Upgrade', Upgrade: 'tcp' },
      };
      const asked = request(options, (answer) =>
        reject(new EngineRefusal(answer.statusCode ?? 0, `attach answered ${answer.statusCode}`)),
      );
      asked.on('upgrade', (_answer, socket, head) => {
        if (head.length > 0) socket.unshift(head);
        resolve(socket);
      });
      asked.on('error', reject);
      asked.end();
    });

  return { call, attach };
}

/** Removes a container by name or id; it may be gone already (404) or on its way (409). */
export async function removeRaw(engine: RawEngine, container: string): Promise<void> {
  try {
    await engine.call('DELETE', `/containers/${container}?force=1&v=1`);
  } catch (error) {
    if (!(error instanceof EngineRefusal && (error.status === 404 || error.status === 409))) throw error;
  }
}
