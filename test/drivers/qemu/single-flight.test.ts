import { describe, expect, it } from 'vitest';
import { SingleFlight } from '../../../src/drivers/qemu/single-flight.ts';

const { signal } = new AbortController();

describe('something that is made once for all who want it at the same time', () => {
  it('is made once, and not again while it is there', async () => {
    const flight = new SingleFlight<string>();
    let made = 0;
    let value: string | undefined;
    const make = async (): Promise<string> => (value = `number ${(made += 1)}`);
    const get = () => flight.get(() => value, make, signal);
    expect(await Promise.all([get(), get(), get()])).toEqual(['number 1', 'number 1', 'number 1']);
    expect(await get()).toBe('number 1');
    value = undefined;
    expect(await get()).toBe('number 2');
  });

  it('is made by the next one when the first one fails', async () => {
    const flight = new SingleFlight<string>();
    let value: string | undefined;
    const first = flight.get(
      () => value,
      () => Promise.reject(new Error('gave up')),
      signal,
    );
    const second = flight.get(
      () => value,
      async () => (value = 'made'),
      signal,
    );
    await expect(first).rejects.toThrow('gave up');
    expect(await second).toBe('made');
  });

  it('is no longer waited for by one who gives up', async () => {
    const flight = new SingleFlight<string>();
    let finish: (value: string) => void = () => {};
    const first = flight.get(
      () => undefined,
      () => new Promise((resolve) => (finish = resolve)),
      signal,
    );
    const caller = new AbortController();
    const second = flight.get(
      () => undefined,
      () => Promise.resolve('never asked'),
      caller.signal,
    );
    caller.abort(new Error('changed my mind'));
    await expect(second).rejects.toThrow('changed my mind');
    finish('made');
    expect(await first).toBe('made');
  });
});
