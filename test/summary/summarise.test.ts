import { expect, test } from 'vitest';
import type { Summary } from '../../src/model/summary.ts';
import { identity } from '../../src/experiments/identity/experiment.ts';
import { summarise } from '../../src/summary/summarise.ts';
import { cell, echo, round, runOf, said } from './tiny-run.ts';

/** t quantiles with one degree of freedom: tan(π (p − ½)), the Cauchy distribution. */
const T975 = Math.tan(Math.PI * 0.475);
const T80 = Math.tan(Math.PI * 0.3);

test('a tiny run gives the summary computed by hand', () => {
  const run = runOf([
    { kind: 'warning', atMs: 0, code: 'swap', message: 'swap is on', advice: 'swapoff -a' },
    ...round({
      round: 0,
      repetition: 0,
      cell: cell('host'),
      samples: [{ value: 100 }],
      launches: ['ready'],
      extra: [
        { kind: 'configuration', round: 0, variant: 'host', configuration: { 'memory limit': 'none' } },
        said(0, 0, { hostname: 'h' }),
      ],
    }),
    ...round({
      round: 1,
      repetition: 0,
      cell: cell('vm'),
      samples: [{ value: 200 }],
      launches: ['ready'],
      extra: [said(1, 0, { hostname: 'g', kernel: '6.9', bootId: 'own-1' })],
    }),
    { kind: 'warning', atMs: 9, code: 'swap', message: 'swap is on', advice: 'swapoff -a' },
    ...round({
      round: 2,
      repetition: 1,
      cell: cell('vm'),
      samples: [{ value: 800 }],
      launches: ['ready', 'timeout'],
    }),
    ...round({ round: 3, repetition: 1, cell: cell('host'), samples: [{ value: 100 }], launches: ['ready'] }),
  ]);

  // Means: 500 ± t · 424.26/√2. Log ratios: ln 2 and ln 8; mean ln 4, standard error (ln 8 − ln 2)/√2/√2 = ln
  // 2.
  const common = { experiment: 'echo', density: 1, parameters: {}, metric: 'echo.time' };
  expect(summarise(run, [echo, identity])).toEqual({
    schemaVersion: 1,
    scenario: 'tiny',
    reference: 'host',
    variants: [
      {
        name: 'host',
        driver: 'd',
        status: { state: 'measured' },
        versions: { d: '1' },
        label: null,
        configuration: { 'memory limit': 'none' },
      },
      {
        name: 'vm',
        driver: 'd',
        status: { state: 'measured' },
        versions: { d: '1' },
        label: null,
        configuration: {},
      },
    ],
    series: [
      {
        ...common,
        variant: 'host',
        unit: 'ms',
        better: 'lower',
        rounds: 2,
        repetitions: [0, 1],
        observations: [100, 100],
        median: 100,
        mean: 100,
        ci95: [100, 100],
        attempts: 2,
        failures: 0,
      },
      {
        ...common,
        variant: 'vm',
        unit: 'ms',
        better: 'lower',
        rounds: 2,
        repetitions: [0, 1],
        observations: [200, 800],
        median: 500,
        mean: expect.closeTo(400, 9),
        ci95: [expect.closeTo(400 / 2 ** T975, 4), expect.closeTo(400 * 2 ** T975, 1)],
        attempts: 3,
        failures: 1,
      },
    ],
    comparisons: [
      {
        ...common,
        variant: 'vm',
        reference: 'host',
        ratio: expect.closeTo(4, 12),
        ci95: [expect.closeTo(4 / 2 ** T975, 6), expect.closeTo(4 * 2 ** T975, 1)],
        pairs: 2,
        minimumDetectableChange: expect.closeTo(2 ** (T975 + T80) - 1, 1),
        signFlipP: 0.5,
      },
    ],
    identities: [
      {
        variant: 'host',
        instances: [expect.objectContaining({ hostname: 'h' })],
        distinctHostnames: 1,
        distinctAddresses: 0,
        kernel: 'shared',
        systemsToPatch: 1,
      },
      {
        variant: 'vm',
        instances: [expect.objectContaining({ hostname: 'g' })],
        distinctHostnames: 1,
        distinctAddresses: 0,
        kernel: 'own',
        systemsToPatch: 2,
      },
    ],
    launches: [
      { ...cell('host'), rounds: 2, attempts: 2, failures: 0, observations: 2 },
      { ...cell('vm'), rounds: 2, attempts: 3, failures: 1, observations: 2 },
    ],
    warnings: [{ code: 'swap', message: 'swap is on', advice: 'swapoff -a', count: 2 }],
  } satisfies Summary);
});

test('a run with no records yet is a summary without figures', () => {
  expect(summarise(runOf([], [], { completeness: 'running' }), [echo])).toMatchObject({
    series: [],
    comparisons: [],
    identities: [],
    warnings: [],
  });
});

test('no number of a summary is lost on the way through JSON', () => {
  const values = [0, -1, 1e-300, Infinity, Number.NaN, 5];
  const records = values.flatMap((value, repetition) => [
    ...round({
      round: repetition * 2,
      repetition,
      cell: cell('host'),
      samples: [{ value }, { value: 1e300, metric: 'echo.delta' }],
    }),
    ...round({
      round: repetition * 2 + 1,
      repetition,
      cell: cell('vm'),
      samples: [{ value: 1 }, { value: 1e-300, metric: 'echo.delta' }],
    }),
  ]);
  const summary = summarise(runOf(records), [echo]);
  expect(summary.series.length).toBeGreaterThan(0);
  expect(JSON.parse(JSON.stringify(summary))).toEqual(summary);
});
