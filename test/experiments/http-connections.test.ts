import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HttpConnections } from '../../src/experiments/http-connections.ts';

let server: Server;
let accepted: number;
let requests: number;
let status: number;
let connections: HttpConnections;
beforeEach(async () => {
  accepted = requests = 0;
  status = 200;
  server = createServer((_, response) => {
    requests += 1;
    response.writeHead(status, { 'Content-Length': '2000' }).end('x'.repeat(2_000));
  });
  server.on('connection', () => (accepted += 1));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  connections = new HttpConnections(async () => connect(port, '127.0.0.1'));
});
afterEach(async () => {
  connections.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

describe('connections to a server', () => {
  it('are used again one request after another', async () => {
    for (let request = 0; request < 5; request += 1) await connections.get();
    expect([requests, accepted]).toEqual([5, 1]);
  });

  it('are limited in number: more requests at once wait for their turn', async () => {
    await Promise.all(Array.from({ length: 200 }, () => connections.get()));
    expect([requests, accepted]).toEqual([200, 64]);
  });

  it('are replaced when they break', async () => {
    await connections.get();
    server.closeAllConnections();
    await connections.get().catch(() => {}); // sent before the end of the connection was seen, or not
    await connections.get();
    expect(accepted).toBe(2);
  });

  it('give no answer that is not 200', async () => {
    status = 503;
    await expect(connections.get()).rejects.toThrow('expected 200 OK, got HTTP/1.1 503 Service Unavailable');
  });
});
