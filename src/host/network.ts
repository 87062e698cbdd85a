import { connect, createServer, type Socket } from 'node:net';

/** Opens a stream to a TCP port or a UNIX socket; rejects with the system's error (ECONNREFUSED, …). */
export function dial(
  target: { readonly host: string; readonly port: number } | { readonly path: string },
  signal?: AbortSignal,
): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ ...target });
    const abort = (): void => {
      socket.destroy();
      reject(signal?.reason instanceof Error ? signal.reason : new Error('aborted'));
    };
    signal?.addEventListener('abort', abort, { once: true });
    socket.once('connect', () => {
      signal?.removeEventListener('abort', abort);
      resolve(socket);
    });
    socket.once('error', (error) => {
      signal?.removeEventListener('abort', abort);
      reject(error);
    });
  });
}

/**
 * Listens on a UNIX socket, then runs `send`, and resolves with everything that the first connection sent
 * once it is closed. Rejects if `send` does. The path must be shorter than 108 bytes (unix(7)).
 */
export async function receiveOnce(path: string, send: () => Promise<unknown>): Promise<Buffer> {
  const server = createServer();
  const received = new Promise<Buffer>((resolve, reject) => {
    server.once('error', reject);
    server.once('connection', (socket) => {
      const chunks: Buffer[] = [];
      socket.on('data', (chunk: Buffer) => chunks.push(chunk));
      socket.once('error', reject);
      socket.once('end', () => resolve(Buffer.concat(chunks)));
    });
  });
  received.catch(() => {}); // `send` may fail first
  try {
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(path, resolve));
    await send();
    return await received;
  } finally {
    server.close();
  }
}
