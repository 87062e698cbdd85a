import { describe, expect, test } from 'vitest';
import {
  absolute,
  around,
  judged,
  measured,
  pair,
  ratio,
  regression,
  series,
  summary,
  verdict,
} from './sample.ts';

describe('a ratio over another variant', () => {
  test('says with figures, interval and bound why it passes', () => {
    const result = measured(pair(2.31), ratio());
    expect(result).toMatchObject({
      word: 'pass',
      title: 'startup.ready.p50 b d1 ≤ 4× a',
      against: { kind: 'variant', name: 'a' },
      unit: 'ratio',
      metricUnit: 'ms',
      rounds: 8,
      accepted: [null, expect.closeTo(4, 9)],
      advice: null,
    });
    expect(result.estimate).toBeCloseTo(2.31, 2);
    expect(result.candidate / result.reference!).toBeCloseTo(result.estimate, 9);
    expect(result.minimumDetectableChange).toBeGreaterThan(0);
    expect(result.cause).toBe(
      'b took 2.31× (2.30–2.32) as long as a over 8 rounds, 462 ms against 200 ms; at most 4× is accepted',
    );
  });

  test.each([
    [4.4, 'regressed', 'failed'],
    [4.002, 'inconclusive', 'inconclusive'],
    [3.9, 'pass', 'pass'],
  ])('of %d against at most 4 is %s', (factor, word, outcome) => {
    const result = judged(pair(factor), ratio());
    expect(result.verdicts[0]!.word).toBe(word);
    expect(result.outcome).toBe(outcome);
  });

  test('has a lower bound too, of÷over as it is written whatever is better', () => {
    expect(
      verdict(pair(0.4, { better: 'higher', unit: 'per second' }), ratio({ max: undefined, min: 0.5 })).word,
    ).toBe('regressed');
    expect(
      verdict(pair(0.6, { better: 'higher', unit: 'per second' }), ratio({ max: undefined, min: 0.5 })).word,
    ).toBe('pass');
  });

  test('of values without one is no data and says what to ask instead', () => {
    const result = verdict(summary([series('a', [0, 1, 2]), series('b', [1, 2, 3])]), ratio());
    expect(result).toMatchObject({
      word: 'no-data',
      cause: expect.stringContaining('zero or negative'),
      advice: expect.stringContaining('minAbs'),
    });
  });

  test('pairs by repetition, not by place', () => {
    const a = [100, 200, 400, 800];
    const shuffled = series('b', [1_640, 410, 815, 202], { repetitions: [3, 1, 2, 0] });
    const result = measured(summary([series('a', a), shuffled]), ratio());
    expect(result.estimate).toBeCloseTo(2.04, 2); // unpaired by place it would be anything from 0.25 to 16
    expect(result.ci95![1]).toBeLessThan(2.1);
    expect(result.word).toBe('pass');
  });
});

describe('a change for the worse over another variant', () => {
  test.each([
    ['lower', 1.12, 'regressed'],
    ['lower', 1.02, 'pass'],
    ['lower', 0.9, 'improved'],
    ['lower', 1.05, 'inconclusive'],
    ['higher', 0.9, 'regressed'],
    ['higher', 0.98, 'pass'],
    ['higher', 1.12, 'improved'],
    ['neither', 1.12, 'regressed'],
    ['neither', 0.9, 'regressed'],
    ['neither', 1.02, 'pass'],
  ] as const)('where %s is better, %d times is %s', (better, factor, word) => {
    expect(verdict(pair(factor, { better }), regression()).word).toBe(word);
  });

  test('smaller than the absolute floor is none', () => {
    // 12% of 200 ms is 24 ms.
    expect(verdict(pair(1.12), regression({ minAbs: 30 })).word).toBe('pass');
    expect(verdict(pair(1.12), regression({ minAbs: 10 })).word).toBe('regressed');
    expect(verdict(pair(0.9), regression({ minAbs: 30 })).word).toBe('pass');
  });

  test('of values that are not all positive is judged as a difference, against the floor', () => {
    const zeros = series('a', [0, 0.1, 0, 0.1, 0, 0.1]);
    const more = series('b', [2, 2.1, 2, 2.2, 1.9, 2]);
    const broken = measured(summary([zeros, more]), regression({ minAbs: 1 }));
    expect(broken).toMatchObject({
      word: 'regressed',
      unit: 'ms',
      cause: expect.stringContaining('compared as a difference'),
    });
    expect(broken.estimate).toBeCloseTo(1.983, 3);
    expect(verdict(summary([zeros, more]), regression({ minAbs: 3 })).word).toBe('pass');
  });

  test('a tolerance that could never be exceeded is no gate', () => {
    expect(verdict(pair(0.1, { better: 'higher' }), regression({ maxRegression: 1 }))).toMatchObject({
      word: 'no-data',
      cause: expect.stringContaining('could never fail'),
    });
  });
});

describe('bounds of a metric by itself', () => {
  test.each([
    [{ max: 300 }, 'pass'],
    [{ max: 150 }, 'regressed'],
    [{ max: 200 }, 'inconclusive'],
    [{ max: undefined, min: 150 }, 'pass'],
    [{ max: undefined, min: 250 }, 'regressed'],
  ])('%j is %s', (bounds, word) => {
    expect(verdict(pair(1), absolute(bounds)).word).toBe(word);
  });

  test('are told in the unit of the metric', () => {
    const result = verdict(pair(1), absolute({ max: 150 }));
    expect(result).toMatchObject({
      unit: 'ms',
      reference: null,
      accepted: [null, expect.closeTo(150, 9)],
      title: 'startup.ready.p50 a d1 ≤ 150 ms',
      against: { kind: 'bound' },
    });
    expect(result.cause).toMatch(
      /^startup\.ready\.p50 of a was 200 ms \(199 ms to 201 ms\) over 8 rounds; at most 150 ms is accepted$/,
    );
  });

  test('hold for values that are zero', () => {
    expect(verdict(summary([series('a', [0, 0, 0])]), absolute({ max: 0 })).word).toBe('pass');
    expect(verdict(summary([series('a', [-1, 2, 1])]), absolute({ max: 100 })).word).toBe('pass');
  });
});

test('one round is inconclusive at best, however good it looks, and says how to get more', () => {
  const one = summary([series('a', around('a', 1, 1)), series('b', around('b', 1, 1))]);
  for (const rule of [ratio(), regression(), absolute()]) {
    expect(verdict(one, rule)).toMatchObject({
      word: 'inconclusive',
      ci95: null,
      p: null,
      minimumDetectableChange: null,
      cause: expect.stringContaining('at least two rounds'),
      advice: expect.stringContaining('--rounds 8'),
    });
  }
});

test('a pass on few rounds says that they are few', () => {
  const few = summary([series('a', around('a', 1, 4)), series('b', around('b', 2, 4))]);
  expect(verdict(few, ratio())).toMatchObject({
    word: 'pass',
    advice: expect.stringContaining('4 rounds are few'),
  });
});

test('what is inconclusive says how many rounds would decide it', () => {
  expect(verdict(pair(1.05), regression()).advice).toMatch(/--rounds \d+$|too close to its bound/);
  expect(verdict(pair(1.0485), regression()).advice).toMatch(/--rounds \d+$/);
});

test('every density is judged by itself unless the rule names one', () => {
  const both = summary(
    [1, 8].flatMap((density) => [
      series('a', around('a'), { density }),
      series('b', around('b', density === 8 ? 5 : 2), { density }),
    ]),
  );
  expect(judged(both, ratio()).verdicts.map(({ density, word }) => [density, word])).toEqual([
    [8, 'regressed'],
    [1, 'pass'],
  ]);
  expect(judged(both, ratio({ density: 1 })).verdicts).toHaveLength(1);
});

test('parameters restrict, written as number or text', () => {
  const both = summary(
    [1, 4].flatMap((concurrency) => [
      series('a', around('a'), { parameters: { concurrency } }),
      series('b', around('b'), { parameters: { concurrency } }),
    ]),
  );
  expect(verdict(both, ratio({ parameters: { concurrency: '4' } })).title).toBe(
    'startup.ready.p50 b d1 concurrency=4 ≤ 4× a',
  );
});
