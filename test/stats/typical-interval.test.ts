import { describe, expect, it } from 'vitest';
import { typicalInterval } from '../../src/stats/typical-interval.ts';

describe('a typical value and its interval', () => {
  it('are those of logarithms where all values are positive', () => {
    // ln 1, 2, 4: mean ln 2, standard deviation ln 2; t(0.975, 2) = 4.302653.
    const { mean, ci95 } = typicalInterval([1, 2, 4])!;
    const factor = 2 ** (4.302653 / Math.sqrt(3));
    expect(mean).toBeCloseTo(2, 12);
    expect(ci95![0]).toBeCloseTo(2 / factor, 6);
    expect(ci95![1]).toBeCloseTo(2 * factor, 5);
  });

  it('are never below zero for what cannot be', () => {
    expect(typicalInterval([200, 800])!.ci95![0]).toBeGreaterThan(0);
  });

  it('are finite, however far apart two rounds came', () => {
    expect(typicalInterval([1e-9, 1e30])!.ci95!.every(Number.isFinite)).toBe(true);
  });

  it('are the plain mean’s where a value is zero or negative', () => {
    expect(typicalInterval([-1, 1])!.mean).toBe(0);
    expect(typicalInterval([0, 0, 0])).toEqual({ mean: 0, ci95: [0, 0] });
  });

  it('know nothing of spread from one value, and nothing at all from none', () => {
    expect(typicalInterval([3])).toEqual({ mean: expect.closeTo(3, 12), ci95: null });
    expect(typicalInterval([])).toBeUndefined();
  });
});
