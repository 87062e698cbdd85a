import { describe, expect, it } from 'vitest';
import { sharing } from '../../src/experiments/sharing/experiment.ts';
import { observeSharing } from '../../src/experiments/sharing/observe.ts';
import { roundOf, sample, valueOf } from './records.ts';

function rates(overcommit: number, cores: number, ...values: readonly number[]) {
  return values.map((value, instance) =>
    sample('sharing.rate', value, { density: values.length, instance, parameters: { overcommit, cores } }),
  );
}

describe('sharing observes', () => {
  it('efficiency, fairness and shares at each overcommit', () => {
    const observed = observeSharing(
      roundOf(
        { density: 4, parameters: { cores: 2 } },
        sample('sharing.alone', 100, { density: 1 }),
        ...rates(1, 2, 90, 90),
        ...rates(2, 2, 80, 40, 40, 40),
        sample('sharing.idle', 0.03, { density: 4 }),
      ),
    );
    expect(valueOf(observed, 'sharing.rate.alone', 1)).toBe(100);
    expect(valueOf(observed, 'sharing.rate.total', 2, { overcommit: 1 })).toBe(180);
    expect(valueOf(observed, 'sharing.efficiency', 2, { overcommit: 1 })).toBe(0.9);
    expect(valueOf(observed, 'sharing.jain', 2, { overcommit: 1 })).toBe(1);
    // 200 of the 2 × 100 that two cores give
    expect(valueOf(observed, 'sharing.efficiency', 4, { overcommit: 2 })).toBe(1);
    expect(valueOf(observed, 'sharing.jain', 4, { overcommit: 2 })).toBeCloseTo(
      200 ** 2 / (4 * (80 ** 2 + 3 * 40 ** 2)),
      12,
    );
    expect(valueOf(observed, 'sharing.minShare', 4, { overcommit: 2 })).toBe(0.8);
    expect(valueOf(observed, 'sharing.maxShare', 4, { overcommit: 2 })).toBe(1.6);
    expect(valueOf(observed, 'sharing.idle', 4)).toBe(0.03);
  });

  it('the idle cost at the density at which it was taken, when fewer instances ran than were planned', () => {
    const observed = observeSharing(
      roundOf({ density: 4, parameters: { cores: 2 } }, sample('sharing.idle', 0.03, { density: 3 })),
    );
    expect(valueOf(observed, 'sharing.idle', 3)).toBe(0.03);
    expect(valueOf(observed, 'sharing.idle', 4)).toBeUndefined();
  });

  it('an instance that got nothing as unfair, not as missing', () => {
    const observed = observeSharing(
      roundOf({ density: 2, parameters: { cores: 2 } }, sample('sharing.alone', 100), ...rates(1, 2, 100, 0)),
    );
    expect(valueOf(observed, 'sharing.jain', 2, { overcommit: 1 })).toBe(0.5);
    expect(valueOf(observed, 'sharing.minShare', 2, { overcommit: 1 })).toBe(0);
  });

  it('weights as the share got over the share asked', () => {
    const parameters = { weights: '300:100' };
    expect(
      valueOf(
        observeSharing(
          roundOf({ density: 2, parameters }, sample('sharing.rate', 75), sample('sharing.rate', 25)),
        ),
        'sharing.weight',
        2,
        parameters,
      ),
    ).toBe(1);
    expect(
      valueOf(
        observeSharing(
          roundOf({ density: 2, parameters }, sample('sharing.rate', 60), sample('sharing.rate', 40)),
        ),
        'sharing.weight',
        2,
        parameters,
      ),
    ).toBeCloseTo(0.8, 12);
    expect(
      observeSharing(roundOf({ density: 2, parameters }, sample('sharing.rate', 60))).observations,
    ).toEqual([]);
  });

  it('quotas as the rate got over the rate asked, and the time held back', () => {
    const parameters = { quota: 0.5 };
    const observed = observeSharing(
      roundOf(
        { density: 1, parameters },
        sample('sharing.alone', 80),
        sample('sharing.rate', 44),
        sample('sharing.throttled', 0.48),
      ),
    );
    expect(valueOf(observed, 'sharing.quota', 1, parameters)).toBeCloseTo(1.1, 12);
    expect(valueOf(observed, 'sharing.throttled', 1, parameters)).toBe(0.48);
  });
});

describe('sharing plans', () => {
  it('a fleet for the highest overcommit, a pair for each weight and one instance for each quota', () => {
    const cells = sharing.cells(
      sharing.options.parse({ overcommit: [1, 4], weights: [[300, 100]], quotas: [0.25, 0.5] }),
      'v',
      2,
    );
    expect(cells.map(({ density, parameters }) => [density, parameters])).toEqual([
      [8, { cores: 2 }],
      [2, { weights: '300:100' }],
      [1, { quota: 0.25 }],
      [1, { quota: 0.5 }],
    ]);
  });
});

it.each([
  ['weights', [200, 100]],
  ['quotas', 0.5],
  ['overcommit', 1],
])('sharing takes a list of at most a thousand %s', (name, item) => {
  const listOf = (length: number) => ({ [name]: Array.from({ length }, () => item) });
  expect(sharing.options.safeParse(listOf(1_000)).success).toBe(true);
  expect(sharing.options.safeParse(listOf(1_001)).success).toBe(false);
});
