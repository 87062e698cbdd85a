import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { parentPort, workerData } from 'node:worker_threads';

/**
 * The calls of a launch as Docker Engine API 1.41 answers them, served by a thread of its own. Started
 * containers print the greeting of the builtin image.
 */

const { socket: socketPath } = workerData as { readonly socket: string };
const attached = new Map<string, Duplex>();
let containers = 0;

const GREETING = [
  'Hello from isodense!',
  'hostname: stub',
  'system: Linux',
  'kernel: 0',
  'architecture: none',
  'boot: 0',
  'READY',
];
/** One frame for each line: stream 1, three zero bytes, the payload's length (big endian), the payload. */
const FRAMES = GREETING.map((line) => {
  const payload = Buffer.from(`${line}\n`);
  const header = Buffer.alloc(8);
  header.writeUInt8(1, 0);
  header.writeUInt32BE(payload.length, 4);
  return Buffer.concat([header, payload]);
});

const server = createServer((request, response) => {
  request.resume();
  request.on('end', () => answer(request, response));
});

function answer({ method, url = '' }: IncomingMessage, response: ServerResponse): void {
  const reply = (status: number, body?: unknown) => {
    response.writeHead(status, body === undefined ? {} : { 'Content-Type': 'application/json' });
    response.end(body === undefined ? undefined : JSON.stringify(body));
  };
  const id = /^\/containers\/(\w+)\/start/.exec(url)?.[1];
  if (url.startsWith('/containers/create'))
    reply(201, { Id: (containers += 1).toString(16).padStart(64, '0'), Warnings: [] });
  else if (id !== undefined) {
    const stream = attached.get(id);
    for (const frame of FRAMES) stream?.write(frame);
    reply(204);
  } else if (method === 'DELETE') {
    attached.get(url.slice('/containers/'.length).split('?')[0]!)?.end();
    reply(url.startsWith('/images/') ? 200 : 204, url.startsWith('/images/') ? [] : undefined);
  } else if (url.startsWith('/info'))
    reply(200, {
      Runtimes: { runc: {} },
      DefaultRuntime: 'runc',
      CgroupDriver: 'cgroupfs',
      ServerVersion: 'stub',
    });
  else if (url.startsWith('/images/load')) reply(200, { stream: 'Loaded image: stub' });
  else if (url.includes('/tag')) reply(201);
  else if (url.startsWith('/containers/json')) reply(200, []);
  else reply(404, { message: `the stub has no ${method} ${url}` });
}

server.on('upgrade', (request: IncomingMessage, socket: Duplex) => {
  const id = /^\/containers\/(\w+)\/attach/.exec(request.url ?? '')?.[1] ?? '';
  attached.set(id, socket);
  socket.on('close', () => attached.delete(id));
  socket.on('error', () => socket.destroy());
  socket.write(
    'HTTP/1.1 101 UPGRADED\r\nContent-Type: application/vnd.docker.raw-stream\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n',
  );
});

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port has no origins
server.listen(socketPath, () => parentPort?.postMessage('listening'));
