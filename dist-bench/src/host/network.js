import { connect, createServer } from 'node:net';
/** Opens a stream to a TCP port or a UNIX socket; rejects with the system's error (ECONNREFUSED, …). */
export function dial(target, signal) {
    return new Promise((resolve, reject) => {
        const socket = connect({ ...target });
        const abort = () => {
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
/** A loopback port that nobody listens on at this moment. */
export function freePort() {
    return new Promise((resolve, reject) => {
        const server = createServer();
        server.once('error', reject);
        server.listen(0, '127.0.0.1', () => {
            const address = server.address();
            server.close(() => (typeof address === 'object' && address !== null ? resolve(address.port) : reject(new Error('no port'))));
        });
    });
}
//# sourceMappingURL=network.js.map