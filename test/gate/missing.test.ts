import { expect, test } from 'vitest';
import {
  absolute,
  around,
  judged,
  pair,
  ratio,
  regression,
  series,
  summary,
  variant,
  verdict,
} from './sample.ts';

const cell = { experiment: 'startup', density: 8, parameters: {} } as const;

test('a rule that matches nothing is a verdict that fails', () => {
  const result = judged(pair(1), ratio({ metric: 'memory.charged' }));
  expect(result.outcome).toBe('failed');
  expect(result.verdicts).toMatchObject([
    {
      word: 'no-data',
      variant: 'b',
      cause: 'there is no series of memory.charged of b in this run',
      advice: expect.stringContaining('include the experiment memory'),
    },
  ]);
  expect(judged(pair(1), absolute({ of: undefined, metric: 'memory.charged' })).verdicts).toMatchObject([
    { word: 'no-data', variant: 'any variant' },
  ]);
});

test('a density that was not measured is told with those that were', () => {
  expect(verdict(pair(1), ratio({ density: 32 })).advice).toBe(
    'it was measured in startup/a/d1, startup/b/d1',
  );
});

test.each(['failed', 'unavailable'] as const)(
  'a variant that is %s has no data, for its reason, named or not',
  (state) => {
    const status = { state, reason: 'the runtime is broken', hint: 'fix it' };
    const run = summary([series('a', around('a'))], { variants: [variant('a'), variant('b', { status })] });
    const expected = {
      word: 'no-data',
      variant: 'b',
      cause: expect.stringContaining('the runtime is broken'),
      advice: 'fix it',
    };
    expect(verdict(run, ratio())).toMatchObject(expected);
    expect(judged(run, absolute({ of: undefined })).verdicts).toMatchObject([
      expected,
      { word: 'pass', variant: 'a' },
    ]);
    expect(judged(run, absolute({ of: undefined })).outcome).toBe('failed');
  },
);

test('a variant that the run lacks is told with those that it has', () => {
  expect(verdict(pair(1), ratio({ of: 'c' }))).toMatchObject({
    word: 'no-data',
    cause: 'this run has no variant c: it has a, b',
  });
  expect(verdict(pair(1), ratio({ over: 'c' }))).toMatchObject({
    word: 'no-data',
    cause: 'this run has no variant c: it has a, b',
  });
});

test('every variant means neither twins nor the one that is compared with', () => {
  const run = summary([series('a', around('a')), series('b', around('b')), series('twin', around('twin'))], {
    variants: [variant('a'), variant('b'), variant('twin', { twinOf: 'a' })],
  });
  expect(judged(run, ratio({ of: undefined })).verdicts.map((one) => one.variant)).toEqual(['b']);
  expect(judged(run, absolute({ of: undefined })).verdicts.map((one) => one.variant)).toEqual(['a', 'b']);
  expect(verdict(run, ratio({ of: 'twin' })).word).toBe('pass');
  expect(verdict(run, ratio({ of: 'a' }))).toMatchObject({
    word: 'no-data',
    cause: 'a cannot be compared with itself',
  });
});

test('a cell in which every launch failed does not vanish behind one that worked', () => {
  const run = summary([series('a', around('a'))], {
    launches: [{ ...cell, variant: 'a', rounds: 8, attempts: 64, failures: 64, observations: 0 }],
  });
  const result = judged(run, absolute());
  expect(result.verdicts).toMatchObject([
    {
      word: 'no-data',
      density: 8,
      cause: '8 rounds of a gave no startup.ready.p50: 64 of 64 launches failed',
    },
    { word: 'pass', density: 1 },
  ]);
});

test('a figure that failures took away, where another variant has it, does not vanish either', () => {
  const launches = [{ ...cell, variant: 'b', rounds: 8, attempts: 64, failures: 40, observations: 8 }];
  const run = summary(
    [series('a', around('a'), { density: 8 }), series('a', around('a')), series('b', around('b'))],
    { launches },
  );
  expect(judged(run, absolute({ of: 'b' })).verdicts.map(({ density, word }) => [density, word])).toEqual([
    [8, 'no-data'],
    [1, 'pass'],
  ]);
});

test('the rounds that did not fail are not judged as if they were all', () => {
  const launches = [
    { ...cell, density: 1, variant: 'b', rounds: 12, attempts: 96, failures: 30, observations: 8 },
  ];
  expect(verdict({ ...pair(1), launches }, ratio())).toMatchObject({
    word: 'inconclusive',
    cause: expect.stringContaining('4 more rounds have no figure because launches failed'),
  });
  expect(verdict({ ...pair(5), launches }, ratio()).word).toBe('regressed');
});

test('no repetition in common is no data', () => {
  const run = summary([
    series('a', [1, 2], { repetitions: [0, 1] }),
    series('b', [1, 2], { repetitions: [2, 3] }),
  ]);
  expect(verdict(run, regression())).toMatchObject({
    word: 'no-data',
    cause: expect.stringContaining('nothing can be paired'),
  });
});

test('no gates judge nothing, and that is no pass', () => {
  expect(judged(pair(1), [])).toMatchObject({
    outcome: 'inconclusive',
    cause: 'there are no gates, so nothing was judged',
    verdicts: [],
  });
});
