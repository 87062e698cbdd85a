import { describe, expect, it } from 'vitest';
import { ask } from '../../../src/experiments/boundary/ask.ts';
import type { RoundContext } from '../../../src/experiments/experiment.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';
import { speaker } from './speaker.ts';

const contextOf = (signal = new AbortController().signal) =>
  ({ clock: new VirtualClock(), signal }) as unknown as RoundContext;

describe('asking an instance', () => {
  it('gives its findings by name, and nothing of what it said on the way', async () => {
    const instance = speaker((_, words) => [
      'noise',
      'check hostname box',
      `check words ${words.join('+')}`,
      'check empty',
      'check kernel-log yes a b  c ',
    ]);
    expect(await ask(contextOf(), instance, 'look 8 x')).toEqual({
      answers: { hostname: 'box', words: '8+x', empty: '', 'kernel-log': 'yes a b  c' },
      cutOff: undefined,
    });
    expect(instance.orders).toEqual(['probe look 8 x']);
    expect(instance.listeners.size).toBe(0);
  });

  it('takes no earlier answer for this one', async () => {
    let asked = 0;
    const instance = speaker(() => [`check ${(asked += 1) === 1 ? 'first' : 'second'} yes`]);
    await ask(contextOf(), instance, 'alive');
    expect((await ask(contextOf(), instance, 'alive')).answers).toEqual({ second: 'yes' });
  });

  it('keeps what was said by one that ended with it, and says how it ended', async () => {
    expect(
      await ask(
        contextOf(),
        speaker(() => 'end'),
        'hold',
      ),
    ).toEqual({ answers: {}, cutOff: 'it ended: out of memory' });
  });

  it('does not wait for ever', async () => {
    expect(
      await ask(
        contextOf(),
        speaker(() => 'silence'),
        'look',
      ),
    ).toEqual({ answers: {}, cutOff: 'it did not answer within 60 s' });
    expect(
      await ask(
        contextOf(),
        speaker(() => 'silence'),
        'hold',
        30_000,
      ),
    ).toEqual({ answers: {}, cutOff: 'it did not answer within 30 s' });
  });

  it('ends when the run is interrupted', async () => {
    const controller = new AbortController();
    controller.abort(new Error('stop'));
    await expect(
      ask(
        contextOf(controller.signal),
        speaker(() => 'silence'),
        'look',
      ),
    ).rejects.toThrow('stop');
  });
});
