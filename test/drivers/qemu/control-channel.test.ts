import { describe, expect, it } from 'vitest';
import { ControlChannel, type GuestReports } from '../../../src/drivers/qemu/control-channel.ts';
import { duplexPair } from './duplex-pair.ts';

function channel(reports: GuestReports = {}) {
  const [harness, guest] = duplexPair();
  const orders: string[] = [];
  guest.on('data', (chunk: Buffer) => orders.push(...chunk.toString().split('\n').slice(0, -1)));
  return { control: new ControlChannel(harness, reports), harness, guest, orders };
}

/** A stream hands on what was written to it before the event loop's next turn. */
function delivered(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

const { signal } = new AbortController();

describe('the control channel of a guest', () => {
  it('passes on what the guest reports, however it is cut', async () => {
    const heard: unknown[] = [];
    const { guest } = channel({
      booted: () => heard.push('booted'),
      prepared: () => heard.push('prepared'),
      memory: (total, available) => heard.push([total, available]),
      exited: (code) => heard.push(code),
      failed: (message) => heard.push(message),
    });
    for (const piece of ['boot', 'ed\nprepared\nmemory 100', ' 60\nfailed cannot do', ' it\nexited 7\n'])
      guest.write(piece);
    await delivered();
    expect(heard).toEqual(['booted', 'prepared', [100, 60], 'cannot do it', 7]);
  });

  it('counts the lines of a script, so that one may be inside an argument', async () => {
    const { control, orders, guest } = channel();
    const answer = control.exec((id) => `start() { echo ${id} 'two\nlines'; }`, signal);
    guest.write('output 1 aGkK\noutput 1 w6k=\ndone 1 3\n');
    expect(await answer).toEqual({ code: 3, output: 'hi\né', unstarted: '' });
    expect(orders).toEqual(['exec 1 2', "start() { echo 1 'two", "lines'; }"]);
  });

  it('keeps the answers to commands that run at the same time apart', async () => {
    const { control, guest } = channel();
    const both = [control.exec(() => 'a', signal), control.exec(() => 'b', signal)];
    guest.write('output 2 Yg==\noutput 1 YQ==\ndone 2 0\ndone 1 1\n');
    expect(await Promise.all(both)).toMatchObject([
      { code: 1, output: 'a' },
      { code: 0, output: 'b' },
    ]);
  });

  it('tells what could not be started, be it a command or the workload', async () => {
    const heard: string[] = [];
    const { control, guest } = channel({ unstarted: (report) => heard.push(report) });
    const answer = control.exec(() => 'start', signal);
    guest.write('unstarted 1 acac\ndone 1 2\nunstarted 0 aiac\n');
    expect(await answer).toEqual({ code: 2, output: '', unstarted: 'acac' });
    await delivered();
    expect(heard).toEqual(['aiac']);
  });

  it('has a command killed whose caller gives up', async () => {
    const { control, orders } = channel();
    const abort = new AbortController();
    const answer = control.exec(() => 'start', abort.signal);
    abort.abort(new Error('enough'));
    await expect(answer).rejects.toThrow('enough');
    await delivered();
    expect(orders.at(-1)).toBe('kill 1');
  });

  it('asks for a port by its four hexadecimal digits', async () => {
    const { control, orders, guest } = channel();
    const answers = [control.listens(80, signal), control.listens(8080, signal)];
    guest.write('listening 1 no\nlistening 2 yes\n');
    expect(await Promise.all(answers)).toEqual([false, true]);
    expect(orders).toEqual(['listening 1 0050', 'listening 2 1F90']);
  });

  it('rejects what is unanswered when the machine ends', async () => {
    const { control, harness } = channel();
    const answer = control.exec(() => 'start', signal);
    harness.destroy();
    await expect(answer).rejects.toThrow('the virtual machine has ended');
    await expect(control.listens(1, signal)).rejects.toThrow('the virtual machine has ended');
  });
});
