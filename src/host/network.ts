import { connect, type Socket } from 'node:net';

/** Opens a stream to a TCP port or a UNIX socket; rejects with the system's error (ECONNREFUSED, …). */
export function dial(target: { readonly host: string; readonly port: number } | { readonly path: string }, signal?: AbortSignal): Promise<Socket> {
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
