import { setImmediate } from 'node:timers/promises';
import type { Duplex } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { launchWithin } from '../../src/drivers/deadline.ts';
import type { ExecResult, Instance } from '../../src/drivers/driver.ts';
import { OutputLines } from '../../src/drivers/output.ts';
import { waitUntilReady } from '../../src/drivers/readiness.ts';
import { messageOf } from '../../src/model/errors.ts';
import type { ReadyRule } from '../../src/model/scenario.ts';
import { VirtualClock } from '../support/virtual-clock.ts';
import { duplexPair } from './qemu/duplex-pair.ts';

const forever = () => new Promise<never>(() => {});
const { signal } = new AbortController();
const http: ReadyRule = { kind: 'http', port: 8080, path: '/health', intervalMs: 5 };
const tcp: ReadyRule = { kind: 'tcp', port: 8080, intervalMs: 5 };
const exec: ReadyRule = { kind: 'exec', command: ['check', 'it'], intervalMs: 5 };
const log: ReadyRule = { kind: 'log', text: 'READY' };

/**
 * An instance whose n-th connection meets the n-th of these servers, and the last one ever after; its
 * commands alike.
 */
function instance(
  clock: VirtualClock,
  parts: {
    servers?: readonly ((connection: Duplex) => unknown)[];
    commands?: readonly ((signal: AbortSignal) => Promise<ExecResult>)[];
  },
) {
  const output = new OutputLines(clock);
  let dialled = 0;
  let executed = 0;
  const opened: Duplex[] = [];
  const observable: Pick<Instance, 'onText' | 'exec' | 'dial' | 'exited'> = {
    onText: (text, found) => output.onText(text, found),
    exited: forever(),
    dial: async (_, abort) => {
      const server = parts.servers!.at(Math.min(dialled, parts.servers!.length - 1))!;
      dialled += 1;
      if (server === unreachable)
        return await new Promise<never>((__, reject) =>
          abort.addEventListener('abort', () => reject(new Error('aborted'))),
        );
      if (server === refusing) throw new Error('connect ECONNREFUSED');
      const [ours, theirs] = duplexPair();
      opened.push(ours);
      theirs.once('data', () => server(theirs));
      theirs.once('close', () => ours.destroy());
      return ours;
    },
    exec: async (_, abort) => {
      const command = parts.commands!.at(Math.min(executed, parts.commands!.length - 1))!;
      executed += 1;
      return await command(abort);
    },
  };
  return { observable, output, opened, tries: () => dialled + executed };
}

const silent = (): void => {};
const unreachable = (): void => {};
const refusing = (): void => {};
const answering =
  (status: string) =>
  (connection: Duplex): unknown =>
    connection.write(`HTTP/1.1 ${status}\r\nContent-Length: 0\r\n\r\n`);
const hanging = (abort: AbortSignal) =>
  new Promise<never>((_, reject) => abort.addEventListener('abort', () => reject(new Error('killed'))));

/** Ready after so many milliseconds, or why not. */
async function readyAfter(
  clock: VirtualClock,
  { observable }: ReturnType<typeof instance>,
  rule: ReadyRule,
  timeoutMs = 8_000,
): Promise<number | string> {
  return await launchWithin(clock, timeoutMs, signal, (deadline) =>
    waitUntilReady(observable, rule, clock, deadline),
  ).catch(messageOf);
}

describe('readiness by http', () => {
  it('ends at the deadline when the server accepts and never answers', async () => {
    const clock = new VirtualClock();
    const subject = instance(clock, { servers: [silent] });
    expect(await readyAfter(clock, subject, http)).toBe(
      'not ready after 8s: GET /health on 8080 was accepted and never answered',
    );
    expect(clock.now()).toBe(8_000);
  });

  it('is reached by a server that answers later connections and never the first', async () => {
    const clock = new VirtualClock();
    expect(
      await readyAfter(clock, instance(clock, { servers: [silent, refusing, answering('200 OK')] }), http),
    ).toBe(1_005);
  });

  it('is reached by a server that takes longer over each answer than a try has, when it answers', async () => {
    const clock = new VirtualClock();
    const slow = (connection: Duplex): unknown =>
      clock.sleep(2_500).then(() => answering('204 No Content')(connection));
    expect(await readyAfter(clock, instance(clock, { servers: [slow] }), http)).toBe(2_500);
  });

  it('makes few connections to a server that answers none', async () => {
    const clock = new VirtualClock();
    const subject = instance(clock, { servers: [silent] });
    await readyAfter(clock, subject, http, 60_000);
    expect(subject.tries()).toBe(6); // at 0, 1, 3, 7, 15 and 31 s
  });

  it('closes every connection when it is over', async () => {
    const clock = new VirtualClock();
    const subject = instance(clock, { servers: [silent] });
    await readyAfter(clock, subject, http);
    await setImmediate();
    expect(subject.opened.map(({ destroyed }) => destroyed)).toEqual([true, true, true, true]);
  });

  it.each([
    [
      'drips one byte a second',
      (clock: VirtualClock) => async (connection: Duplex) => {
        for (const byte of `HTTP/1.1 200 OK\r\nX-Slow: ${'x'.repeat(99)}`) {
          connection.write(byte);
          await clock.sleep(1_000);
        }
      },
      /bytes of a head that did not end$/,
    ],
    [
      'sends a head without an end',
      () => (connection: Duplex) => connection.write(`HTTP/1.1 200 OK\r\n${'X-More: x\r\n'.repeat(9_000)}`),
      /a head of more than 65536 bytes$/,
    ],
    [
      'closes without an answer',
      () => (connection: Duplex) => connection.destroy(),
      /was accepted and closed without an answer$/,
    ],
    [
      'answers with an error',
      () => answering('503 Service Unavailable'),
      /GET \/health on 8080 was answered with 503$/,
    ],
    [
      'speaks another protocol',
      () => (connection: Duplex) => connection.write('220 mail.example ESMTP\r\n'),
      /something that is not HTTP\/1$/,
    ],
  ])('is not reached by a server that %s', async (_, serve, said) => {
    const clock = new VirtualClock();
    expect(
      await readyAfter(clock, instance(clock, { servers: [serve(clock)] }), { ...http, intervalMs: 500 }),
    ).toMatch(said);
  });
});

describe('readiness by tcp', () => {
  it('is reached by a server that accepts and says nothing', async () => {
    const clock = new VirtualClock();
    expect(await readyAfter(clock, instance(clock, { servers: [silent] }), tcp)).toBe(0);
  });

  it('ends at the deadline when the connection is neither accepted nor refused', async () => {
    const clock = new VirtualClock();
    expect(await readyAfter(clock, instance(clock, { servers: [unreachable] }), tcp)).toBe(
      'not ready after 8s: a connection to port 8080 was neither accepted nor refused',
    );
  });

  it('is reached by a later connection than the one that hangs', async () => {
    const clock = new VirtualClock();
    expect(await readyAfter(clock, instance(clock, { servers: [refusing, unreachable, silent] }), tcp)).toBe(
      1_005,
    );
  });
});

describe('readiness by exec', () => {
  it('ends at the deadline when the command never ends, which is then killed', async () => {
    const clock = new VirtualClock();
    const killed: AbortSignal[] = [];
    const subject = instance(clock, {
      commands: [
        (abort) => {
          killed.push(abort);
          return hanging(abort);
        },
      ],
    });
    expect(await readyAfter(clock, subject, exec)).toBe('not ready after 8s: check it did not end within 5s');
    expect(killed.map(({ aborted }) => aborted)).toEqual([true, true]);
  });

  it('is reached by a later command than one that hangs and is killed', async () => {
    const clock = new VirtualClock();
    expect(
      await readyAfter(
        clock,
        instance(clock, { commands: [hanging, async () => ({ code: 0, output: '' })] }),
        exec,
      ),
    ).toBe(5_000);
  });

  it('gives a slow command more time after each that was killed', async () => {
    const clock = new VirtualClock();
    const slow = async (abort: AbortSignal): Promise<ExecResult> =>
      clock.sleep(12_000, abort).then(() => ({ code: 0, output: '' }));
    expect(await readyAfter(clock, instance(clock, { commands: [slow] }), exec, 60_000)).toBe(
      5_000 + 10_000 + 12_000,
    );
  });

  it('says how the last command ended', async () => {
    const clock = new VirtualClock();
    expect(
      await readyAfter(
        clock,
        instance(clock, { commands: [async () => ({ code: 2, output: 'no server yet\n' })] }),
        exec,
      ),
    ).toBe('not ready after 8s: check it ended with 2: no server yet');
  });
});

describe('readiness by log', () => {
  it('ends at the deadline, and says which line was missing', async () => {
    const clock = new VirtualClock();
    expect(await readyAfter(clock, instance(clock, {}), log)).toBe(
      'not ready after 8s: its output has no line with "READY"',
    );
  });
});
