import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { forwardedPort, PortForwards } from '../../../src/drivers/qemu/port-forwards.ts';
import { monotonicClock } from '../../../src/host/clock.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

const TABLE = `Hub -1 (network):
  Protocol[State]    FD  Source Address  Port   Dest. Address  Port RecvQ SendQ
  TCP[ESTABLISHED]   23       127.0.0.1 40120       10.0.2.15    80     0     0
  TCP[HOST_FORWARD]  22       127.0.0.1 38123       10.0.2.15    80     0     0
  TCP[HOST_FORWARD]  21       127.0.0.1 41001       10.0.2.15  8080     0     0`;

it('finds the host port that QEMU chose for a port of the guest', () => {
  expect(forwardedPort(TABLE, 80)).toBe(38123);
  expect(forwardedPort(TABLE, 8080)).toBe(41001);
  expect(forwardedPort(TABLE, 443)).toBeUndefined();
});

const { signal } = new AbortController();

it('says so when the guest does not answer', async () => {
  const clock = new VirtualClock();
  const forwards = new PortForwards({ listens: () => new Promise(() => {}) }, clock, async () => '');
  await expect(forwards.dial(80, signal)).rejects.toThrow(
    'the guest did not answer whether port 80 is listened on for 10s',
  );
  expect(clock.now()).toBe(10_000);
});

it('makes a forward again after one that could not be made', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const table = `TCP[HOST_FORWARD]  22  127.0.0.1 ${(server.address() as AddressInfo).port} 10.0.2.15 80 0 0`;
  const answers = ['no such network', '', table];
  const forwards = new PortForwards({ listens: async () => true }, monotonicClock, async () =>
    answers.shift()!,
  );
  await expect(forwards.dial(80, signal)).rejects.toThrow('no such network');
  const connection = await forwards.dial(80, signal);
  connection.destroy();
  server.close();
});
