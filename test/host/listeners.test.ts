import { createServer, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { holderOf, listenersIn, listenersOn, socketsOf } from '../../src/host/listeners.ts';

const HEAD =
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n';
const row = (local: string, inode: number, state = '0A') =>
  `   0: ${local} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000     0        0 ${inode} 1 00000000e0a80ac7 100 0 0 10 0\n`;
const [LOOPBACK, ANY, LAN] = ['0100007F', '00000000', '0501A8C0'];
const [ANY6, LOOPBACK6, MAPPED] = [
  '0'.repeat(32),
  `${'0'.repeat(24)}01000000`,
  '0000000000000000FFFF00000100007F',
];
const PORT = '46A2'; // 18082

describe('who answers a connection to 127.0.0.1', () => {
  it.each([
    ['nobody', [], [], [], []],
    ['the listener on the address', [row(`${LOOPBACK}:${PORT}`, 1)], [], ['1'], []],
    [
      'the listener on the address before one on all',
      [row(`${ANY}:${PORT}`, 2), row(`${LOOPBACK}:${PORT}`, 1)],
      [],
      ['1'],
      ['2'],
    ],
    [
      'one of several that share the port',
      [row(`${ANY}:${PORT}`, 1), row(`${ANY}:${PORT}`, 2)],
      [],
      ['1', '2'],
      [],
    ],
    ['a listener on all addresses of IPv6, if nobody has IPv4', [], [row(`${ANY6}:${PORT}`, 1)], ['1'], []],
    ['IPv4 before IPv6', [row(`${ANY}:${PORT}`, 2)], [row(`${ANY6}:${PORT}`, 1)], ['2'], ['1']],
    [
      'IPv4 of an IPv6 socket before all of IPv4',
      [row(`${ANY}:${PORT}`, 2)],
      [row(`${MAPPED}:${PORT}`, 1)],
      ['1'],
      ['2'],
    ],
    [
      'nobody on other addresses',
      [row(`${LAN}:${PORT}`, 1)],
      [row(`${LOOPBACK6}:${PORT}`, 2)],
      [],
      ['1', '2'],
    ],
    [
      'nobody on other ports and no connection',
      [row(`${ANY}:46A3`, 1), row(`${LOOPBACK}:${PORT}`, 2, '01')],
      [],
      [],
      [],
    ],
  ])('is %s', (_, tcp, tcp6, answering, others) => {
    expect(listenersIn(HEAD + tcp.join(''), HEAD + tcp6.join(''), 18_082)).toEqual({ answering, others });
  });
});

describe('the listeners of this host', () => {
  const open: Server[] = [];
  afterEach(() => open.splice(0).forEach((server) => server.close()));

  async function listen(options: { host: string; ipv6Only?: boolean }): Promise<number> {
    const server = createServer();
    open.push(server);
    await new Promise<void>((resolve, reject) =>
      server.once('error', reject).listen({ port: 0, ...options }, resolve),
    );
    return (server.address() as { port: number }).port;
  }

  it.each(['127.0.0.1', '0.0.0.0', '::'])(
    'are found on %s, with the process that holds them',
    async (host) => {
      const { answering } = listenersOn(await listen({ host }), 'self');
      expect(answering).toHaveLength(1);
      expect(socketsOf([process.pid])?.has(answering[0]!)).toBe(true);
      expect(socketsOf([1])?.has(answering[0]!)).not.toBe(true);
      expect(holderOf(answering[0]!)?.pid).toBe(process.pid);
    },
  );

  it('that are on the loopback of IPv6 only do not answer', async () => {
    expect(listenersOn(await listen({ host: '::1' }), 'self')).toEqual({
      answering: [],
      others: [expect.stringMatching(/^\d+$/)],
    });
  });
});
