import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { QmpClient } from '../../../src/drivers/qemu/qmp.ts';
import { monotonicClock } from '../../../src/host/clock.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';
import { duplexPair } from './duplex-pair.ts';

const clock = monotonicClock;
const GREETING = '{"QMP": {"version": {}, "capabilities": []}}\r\n';

async function connected(): Promise<{
  client: QmpClient;
  harness: Duplex;
  qemu: Duplex;
  received: () => Promise<Record<string, unknown>>;
}> {
  const [harness, qemu] = duplexPair();
  const received = async (): Promise<Record<string, unknown>> =>
    JSON.parse(String((await once(qemu, 'data'))[0])) as Record<string, unknown>;
  const handshake = received();
  const connecting = QmpClient.connect(harness, clock);
  qemu.write(GREETING);
  const { id } = await handshake;
  qemu.write(`${JSON.stringify({ return: {}, id })}\r\n`);
  return { client: await connecting, harness, qemu, received };
}

describe('the QMP client', () => {
  it('waits for the greeting and then negotiates capabilities', async () => {
    const [harness, qemu] = duplexPair();
    const first = once(qemu, 'data');
    const connecting = QmpClient.connect(harness, clock);
    qemu.write(GREETING.slice(0, 10));
    qemu.write(GREETING.slice(10));
    expect(JSON.parse(String((await first)[0]))).toEqual({ execute: 'qmp_capabilities', id: 1 });
    qemu.write('{"return": {}, "id": 1}\n');
    await expect(connecting).resolves.toBeInstanceOf(QmpClient);
  });

  it('matches answers to commands by id, whatever their order and however they are cut', async () => {
    const { client, qemu } = await connected();
    const status = client.execute('query-status');
    const kvm = client.execute('query-kvm', { deep: true });
    const answers =
      '{"return": "second", "id": 3}\r\n{"event": "RESUME"}\r\n{"return": "first é", "id": 2}\r\n';
    const bytes = Buffer.from(answers);
    for (let at = 0; at < bytes.length; at += 7) qemu.write(bytes.subarray(at, at + 7));
    expect(await Promise.all([status, kvm])).toEqual(['first é', 'second']);
  });

  it('rejects with the description that QEMU gives of an error', async () => {
    const { client, qemu, received } = await connected();
    const sent = received();
    const refused = client.execute('cont');
    await sent;
    qemu.write('{"error": {"class": "GenericError", "desc": "no such thing"}, "id": 2}\n');
    await expect(refused).rejects.toThrow('QEMU refused cont: no such thing');
  });

  it('rejects what is unanswered, and everything later, when QEMU ends', async () => {
    const { client, harness } = await connected();
    const unanswered = client.execute('query-status');
    harness.destroy();
    await expect(unanswered).rejects.toThrow('QEMU ended before it answered query-status');
    await expect(client.execute('quit')).rejects.toThrow('closed its control connection');
  });

  it('waits for the event that is accepted, and no longer than QEMU lives', async () => {
    const { client, harness, qemu } = await connected();
    const done = client.event('MIGRATION', ({ status }) => status === 'completed');
    const never = client.event('SHUTDOWN', () => true);
    qemu.write(
      '{"event": "MIGRATION", "data": {"status": "active"}}\n{"event": "STOP"}\n{"event": "MIGRATION", "data": {"status": "completed"}}\n',
    );
    expect(await done).toEqual({ status: 'completed' });
    harness.destroy();
    await expect(never).rejects.toThrow('QEMU ended before its event SHUTDOWN');
    await expect(client.event('STOP', () => true)).rejects.toThrow('closed its control connection');
  });

  it('rejects, and says what was not answered, when QEMU is stopped', async () => {
    const time = new VirtualClock();
    const [silent] = duplexPair();
    await expect(QmpClient.connect(silent, time)).rejects.toThrow(
      'QEMU did not greet on its control connection for 30s',
    );
    const [harness, qemu] = duplexPair();
    const connecting = QmpClient.connect(harness, time);
    qemu.write(GREETING);
    await expect(connecting).rejects.toThrow('QEMU did not answer qmp_capabilities for 30s');
    expect(time.now()).toBe(60_000);
  });

  it('rejects the handshake when QEMU ends before it greets', async () => {
    const [harness] = duplexPair();
    const connecting = QmpClient.connect(harness, clock);
    harness.destroy();
    await expect(connecting).rejects.toThrow('before it greeted');
  });
});
