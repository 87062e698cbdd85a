import { describe, expect, test } from 'vitest';
import type { Summary } from '../../src/model/summary.ts';
import {
  absolute,
  around,
  asMeasured,
  judged,
  measured,
  pair,
  ratio,
  regression,
  series,
  summary,
  variant,
  verdict,
} from './sample.ts';

describe('several gates', () => {
  /** Just beyond 5% by itself: p a little below 0.025. */
  const marginal = [0.05, 0.06, 0.07, 0.055, 0.052, 0.063, 0.045, 0.058];
  const weak = series(
    'b',
    around('a').map((value, round) => value * Math.exp(marginal[round]!)),
  );
  const alone = summary([series('a', around('a')), weak]);
  const many: Summary = summary([
    ...alone.series,
    ...[2, 3, 4, 5, 6].flatMap((density) => [
      series('a', around('a'), { density }),
      series('b', around('b'), { density }),
    ]),
  ]);

  test('what is red by itself only just is inconclusive among others, and says so', () => {
    const single = measured(alone, regression());
    expect(single.word).toBe('regressed');
    expect(single.p).toBeGreaterThan(0.025 / 6);
    expect(single.adjustedP).toBe(single.p);
    const among = asMeasured(judged(many, regression()).verdicts.find(({ density }) => density === 1));
    expect(among).toMatchObject({
      word: 'inconclusive',
      cause: expect.stringContaining('not among 6 gates judged together'),
    });
    expect(among.adjustedP).toBeCloseTo(6 * single.p!, 9);
  });

  test('what is red beyond doubt stays so', () => {
    const clear = summary([
      ...many.series.filter(({ variant, density }) => !(variant === 'b' && density === 1)),
      series('b', around('b', 1.5)),
    ]);
    expect(judged(clear, regression()).verdicts[0]).toMatchObject({ word: 'regressed', density: 1 });
  });
});

describe('the outcome', () => {
  test('is the worst of the gates that may fail it, told first', () => {
    const result = judged(pair(1.5), [absolute(), regression(), ratio({ metric: 'memory.x' })]);
    expect(result.verdicts.map(({ word }) => word)).toEqual(['regressed', 'no-data', 'pass']);
    expect(result.outcome).toBe('failed');
    expect(result.cause).toMatch(
      /^2 of 3 gates failed: startup\.ready\.p50 b d1 regression ≤ 5% over a: b took 1\.50× /,
    );
  });

  test('never fails for a warning', () => {
    const result = judged(pair(1.5), [absolute(), regression({ level: 'warn' })]);
    expect(result).toMatchObject({ outcome: 'pass', cause: 'the only gate holds; 1 warning' });
    expect(result.verdicts.map(({ word }) => word)).toEqual(['regressed', 'pass']);
  });

  test('is the same for the same input', () => {
    const rules = [absolute(), regression()];
    expect(judged(pair(1.5), rules)).toEqual(judged(pair(1.5), rules));
  });
});

describe('figures that cannot be believed', () => {
  const withTwin = (factor: number, b = 1): Summary =>
    summary([series('a', around('a')), series('b', around('b', b)), series('twin', around('twin', factor))], {
      variants: [variant('a'), variant('b'), variant('twin', { twinOf: 'a' })],
    });
  const control = (shift: number) => ({
    metric: 'host.control.work' as const,
    unit: 'ms' as const,
    readings: around('a').flatMap((value, repetition) =>
      (['a', 'b'] as const).map((name) => ({
        round: 0,
        repetition,
        experiment: 'startup',
        variant: name,
        value: value * (name === 'b' ? shift * (around('b')[repetition]! / value) : 1),
      })),
    ),
  });

  test('a twin that differs makes pass and regression alike unreliable', () => {
    expect(verdict(withTwin(1.2), ratio())).toMatchObject({
      word: 'unreliable',
      cause: expect.stringMatching(
        /^twin is a measured again under another name, but was 1\.200× .*\(the figures alone say pass\)$/,
      ),
    });
    expect(verdict(withTwin(1.2, 1.5), regression()).word).toBe('unreliable');
    expect(judged(withTwin(1.2), ratio()).outcome).toBe('inconclusive');
  });

  test('a twin within the tolerance does not', () => {
    expect(verdict(withTwin(1.03), ratio()).word).toBe('pass');
  });

  test('a gate on the twin itself is judged by its figures', () => {
    expect(verdict(withTwin(1.2), regression({ of: 'twin' })).word).toBe('regressed');
  });

  test('every twin of a gated metric is told as the noise floor', () => {
    const { noise } = judged(withTwin(1.03), ratio());
    expect(noise).toMatchObject([{ variant: 'a', twin: 'twin', metric: 'startup.ready.p50', density: 1 }]);
    expect(noise[0]!.ratio).toBeCloseTo(1.03, 2);
    expect(noise[0]!.ci95![0]).toBeLessThan(1.03);
  });

  test('a host control that moved between the two variants does the same', () => {
    expect(verdict({ ...pair(2), controls: [control(1.1)] }, ratio())).toMatchObject({
      word: 'unreliable',
      cause: expect.stringMatching(
        /^the host control host\.control\.work took 1\.1\d\d× .* before the rounds of b as before those of a/,
      ),
    });
    expect(verdict({ ...pair(2), controls: [control(1.02)] }, ratio()).word).toBe('pass');
  });

  test('what was seen rather than timed needs no quiet host', () => {
    const launches = [
      {
        experiment: 'startup',
        variant: 'a',
        density: 1,
        parameters: {},
        rounds: 8,
        attempts: 8,
        failures: 0,
        observations: 8,
        countsLaunches: true as const,
      },
    ];
    expect(
      verdict(
        { ...withTwin(1.2), launches, controls: [control(1.5)] },
        { level: 'error', kind: 'success', of: 'a', minSuccess: 1 },
      ).word,
    ).toBe('pass');
  });
});
