import { expect, it } from 'vitest';
import type { RoundRecords } from '../../../src/model/metric.ts';
import type { Cell } from '../../../src/model/plan.ts';
import type { LaunchRecord, Temperature } from '../../../src/model/records.ts';
import { summariseReadiness } from '../../../src/experiments/startup/summarise.ts';

const cell: Cell = {
  experiment: 'startup',
  variant: 'runc',
  density: 4,
  parameters: { concurrency: 1, image: 'present' },
};

function round(
  index: number,
  times: readonly (number | null)[],
  at: Cell = cell,
  temperatures: readonly Temperature[] = [],
): RoundRecords {
  const records = times.map((ms, instance): LaunchRecord => {
    const marks = { intended: 0, requested: 0 };
    const common = {
      kind: 'launch',
      round: index,
      instance,
      temperature: temperatures[instance] ?? 'later',
    } as const;
    return ms === null
      ? { ...common, outcome: 'failed', marks }
      : { ...common, outcome: 'ready', marks: { ...marks, ready: ms } };
  });
  return {
    start: { kind: 'round-start', round: index, repetition: index, cell: at, atMs: 0 },
    end: undefined,
    records,
  };
}

it('gives a band at every twentieth, rising with the share and around what was seen', () => {
  const [band] = summariseReadiness(
    [round(0, [10, 12, 14, 16]), round(1, [11, 13, 15, 17]), round(2, [9, 12, 15, 18])],
    7,
  );
  expect(band).toMatchObject(cell);
  expect(band!.shares.map(({ share }) => share)).toHaveLength(19);
  for (const { low, high } of band!.shares)
    expect([9 <= low!, low! <= high!, high! <= 18]).toEqual([true, true, true]);
  const lows = band!.shares.map(({ low }) => low!);
  expect(lows).toEqual(lows.toSorted((a, b) => a - b));
});

it('is the same for the same seed', () => {
  const rounds = [round(0, [10, 14, 20]), round(1, [12, 13, 30])];
  expect(summariseReadiness(rounds, 7)).toEqual(summariseReadiness(rounds, 7));
});

it('has no upper end where so many launches failed that the share may never be ready', () => {
  const [band] = summariseReadiness(
    [round(0, [10, null, null, 12]), round(1, [10, 11, null, 12]), round(2, [10, null, 11, null])],
    7,
  );
  expect(band!.shares.at(-1)!.high).toBeNull();
  expect(band!.shares[0]!.high).not.toBeNull();
});

it('keeps the launch that found no image apart from the one that came after it', () => {
  const absent: Cell = { ...cell, density: 1, parameters: { concurrency: 1, image: 'absent' } };
  const bands = summariseReadiness(
    [0, 1].map((index) => round(index, [100 + index, 10 + index], absent, ['absent', 'first'])),
    7,
  );
  expect(bands.map(({ parameters }) => parameters['image'])).toEqual(['absent', 'first']);
  expect(bands[0]!.shares[0]!.low).toBeGreaterThanOrEqual(100);
  expect(bands[1]!.shares.at(-1)!.high).toBeLessThanOrEqual(11);
});

it('says nothing from one round, nor of other experiments', () => {
  expect(
    summariseReadiness([round(0, [1, 2]), round(1, [1, 2], { ...cell, experiment: 'memory' })], 7),
  ).toEqual([]);
});
