import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import type { Instance, OutputLine } from '../../src/drivers/driver.ts';
import { readGreeting } from '../../src/experiments/identity/greeting.ts';

const GREETING = [
  'Hello from isodense!',
  'hostname: box-1',
  'system: Linux',
  'kernel: 6.1.0 #1 SMP: now',
  'architecture: x86_64',
  'boot: 11-22',
  'READY',
  'address: 172.30.0.2',
];

/** An instance that has said some lines and may say more. */
function speaker(...said: readonly string[]) {
  const listeners = new Set<(line: OutputLine) => void>();
  let end: (how: Awaited<Instance['exited']>) => void;
  const exited: Instance['exited'] = new Promise((resolve) => (end = resolve));
  return {
    exited,
    onLine: (listener: (line: OutputLine) => void) => {
      for (const text of said) listener({ text, atMs: 0 });
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    say: (text: string) => {
      for (const listener of listeners) listener({ text, atMs: 0 });
    },
    leave: () => end({ code: 1, signal: null, reason: 'exit 1' }),
    listeners,
  };
}

const { signal } = new AbortController();

describe('the greeting of an instance', () => {
  it('is read whole from what it said already', async () => {
    const instance = speaker(...GREETING);
    expect(await readGreeting(instance, signal)).toEqual({
      hostname: 'box-1',
      system: 'Linux',
      kernel: '6.1.0 #1 SMP: now',
      architecture: 'x86_64',
      address: '172.30.0.2',
      bootId: '11-22',
    });
    expect(instance.listeners.size).toBe(0);
  });

  it('is waited for until its last line', async () => {
    const instance = speaker(...GREETING.slice(0, 3));
    const reading = readGreeting(instance, signal);
    for (const line of GREETING.slice(3)) instance.say(line);
    expect(await reading).toMatchObject({ hostname: 'box-1', address: '172.30.0.2' });
  });

  it('has empty texts where the instance could not tell', async () => {
    expect(await readGreeting(speaker('hostname: box-1', 'boot: ', 'address:'), signal)).toEqual({
      hostname: 'box-1',
      system: '',
      kernel: '',
      architecture: '',
      address: '',
      bootId: '',
    });
  });

  it('fails when the instance ends before it has finished', async () => {
    const instance = speaker('hostname: box-1');
    const reading = readGreeting(instance, signal);
    instance.leave();
    await expect(reading).rejects.toThrow('did not say who it is: exit 1');
  });

  it('leaves nothing behind that listens to the run’s signal, however it ends', async () => {
    const run = new AbortController();
    await readGreeting(speaker(...GREETING), run.signal);
    const later = speaker();
    const reading = readGreeting(later, run.signal);
    expect(getEventListeners(run.signal, 'abort')).toHaveLength(1);
    for (const line of GREETING) later.say(line);
    await reading;
    const lost = speaker('hostname: box-1');
    const failing = readGreeting(lost, run.signal);
    lost.leave();
    await expect(failing).rejects.toThrow();
    expect(getEventListeners(run.signal, 'abort')).toHaveLength(0);
  });

  it('fails when the run is interrupted, before or while it is waited for', async () => {
    const controller = new AbortController();
    const waiting = readGreeting(speaker('hostname: box-1'), controller.signal);
    controller.abort(new Error('stop'));
    await expect(waiting).rejects.toThrow('interrupted');
    await expect(readGreeting(speaker('hostname: box-1'), controller.signal)).rejects.toThrow('interrupted');
  });
});
