import { describe, expect, it } from 'vitest';
import type { RunRecord } from '../../src/model/records.ts';
import { widestHalf } from '../../src/summary/precision.ts';

const observer = {
  name: 'startup',
  metrics: [{ name: 'm', title: 'm', unit: 'ms', better: 'lower', definition: '', source: '' }] as const,
  observe: ({ records }: { records: readonly RunRecord[] }) => ({
    observations: records.flatMap((record) =>
      record.kind === 'sample' ? [{ metric: 'm', density: 1, parameters: {}, value: record.value }] : [],
    ),
    attempts: 0,
    failures: 0,
  }),
};

function rounds(values: Readonly<Record<string, readonly number[]>>): RunRecord[] {
  let round = 0;
  return Object.entries(values).flatMap(([variant, series]) =>
    series.flatMap((value, repetition): RunRecord[] => {
      round += 1;
      return [
        {
          kind: 'round-start',
          round,
          repetition,
          cell: { experiment: 'startup', variant, density: 1, parameters: {} },
          atMs: 0,
        },
        { kind: 'sample', round, atMs: 0, metric: 'm', value },
        { kind: 'round-end', round, atMs: 1, status: 'complete' },
      ];
    }),
  );
}

describe('how precisely an experiment is known', () => {
  it("is the widest half of its cells' intervals on the log scale", () => {
    // ln 100 ± t(.975, 1) · s/√2 with s = ln(1.1)/√2: ± 12.706 · ln(1.1)/2, so the upper half is e^(0.6055) −
    // 1.
    expect(widestHalf(rounds({ a: [100, 110], b: [50, 50] }), observer, ['m'])).toBeCloseTo(
      Math.exp((12.7062 * Math.log(1.1)) / 2) - 1,
      3,
    );
    expect(widestHalf(rounds({ b: [50, 50, 50, 50] }), observer, ['m'])).toBeCloseTo(0, 12);
  });

  it('is not known from one round, from a value without a logarithm, or of a metric that nobody observed', () => {
    expect(widestHalf(rounds({ a: [100] }), observer, ['m'])).toBeUndefined();
    expect(widestHalf(rounds({ a: [100, 0] }), observer, ['m'])).toBeUndefined();
    expect(widestHalf(rounds({ a: [100, 101] }), observer, ['other'])).toBeUndefined();
  });
});
