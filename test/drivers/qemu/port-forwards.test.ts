import { expect, it } from 'vitest';
import { forwardedPort } from '../../../src/drivers/qemu/port-forwards.ts';

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
