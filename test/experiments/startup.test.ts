import { describe, expect, it } from 'vitest';
import { startup } from '../../src/experiments/startup/experiment.ts';
import { observeStartup } from '../../src/experiments/startup/observe.ts';
import { failedLaunch, launch, roundOf, valueOf } from './records.ts';

const PRESENT = { concurrency: 1, image: 'present' };

describe('startup observes', () => {
  it('each phase as the median over the instances of the round', () => {
    const observed = observeStartup(
      roundOf(
        { density: 3, parameters: PRESENT },
        launch(0, { requested: 0, created: 10, started: 30, firstOutput: 35, ready: 40 }),
        launch(1, { requested: 100, created: 120, started: 150, firstOutput: 160, ready: 180 }),
        launch(2, { requested: 200, created: 230, started: 240, firstOutput: 290, ready: 300 }),
        { kind: 'removal', round: 0, instance: 0, stopping: 300, removed: 305 },
        { kind: 'removal', round: 0, instance: 1, stopping: 300, removed: 309 },
        { kind: 'removal', round: 0, instance: 2, stopping: 300, removed: 320 },
      ),
    );
    const value = (metric: string) => valueOf(observed, `startup.${metric}`, 3, PRESENT);
    expect(value('ready.p50')).toBe(80);
    expect(value('latency.p50')).toBe(180); // all were intended for the same moment
    expect(value('create.p50')).toBe(20);
    expect(value('start.p50')).toBe(20);
    expect(value('firstOutput.p50')).toBe(40);
    expect(value('workload.p50')).toBe(10);
    expect(value('makespan')).toBe(300);
    expect(value('rate')).toBe(10);
    expect(value('teardown.p50')).toBe(9);
    expect(value('image.p50')).toBeUndefined();
    expect(value('ready.p95')).toBeUndefined(); // of three instances it would be the maximum
    expect(observed).toMatchObject({ attempts: 3, failures: 0 });
  });

  it('a 95th percentile from twenty instances up', () => {
    const launches = Array.from({ length: 21 }, (_, index) => launch(index, { ready: index + 1 }));
    expect(
      valueOf(
        observeStartup(roundOf({ density: 21, parameters: PRESENT }, ...launches)),
        'startup.ready.p95',
        21,
        PRESENT,
      ),
    ).toBe(20);
    expect(
      valueOf(
        observeStartup(roundOf({ density: 20, parameters: PRESENT }, ...launches.slice(1))),
        'startup.ready.p95',
        20,
        PRESENT,
      ),
    ).toBeCloseTo(20.05, 9);
    expect(
      valueOf(
        observeStartup(roundOf({ density: 19, parameters: PRESENT }, ...launches.slice(2))),
        'startup.ready.p95',
        19,
        PRESENT,
      ),
    ).toBeUndefined();
  });

  it('a failed launch as longer than any other, and no makespan', () => {
    const observed = observeStartup(
      roundOf(
        { density: 3, parameters: PRESENT },
        launch(0, { ready: 10 }),
        failedLaunch(1),
        launch(2, { ready: 20 }),
      ),
    );
    expect(valueOf(observed, 'startup.ready.p50', 3, PRESENT)).toBe(20);
    expect(valueOf(observed, 'startup.makespan', 3, PRESENT)).toBeUndefined();
    expect(valueOf(observed, 'startup.rate', 3, PRESENT)).toBeUndefined();
    expect(observed).toMatchObject({ attempts: 3, failures: 1 });
  });

  it('nothing where most launches failed, never a time', () => {
    const observed = observeStartup(
      roundOf({ density: 2, parameters: PRESENT }, failedLaunch(0), failedLaunch(1)),
    );
    expect(observed).toEqual({ observations: [], attempts: 2, failures: 2 });
  });

  it('the launch without the image apart from the first one with it', () => {
    const ABSENT = { concurrency: 1, image: 'absent' };
    const observed = observeStartup(
      roundOf(
        { density: 1, parameters: ABSENT },
        launch(0, { requested: 0, imageReady: 500, created: 520, ready: 600 }, 'absent'),
        launch(1, { requested: 700, created: 715, ready: 760 }, 'first'),
      ),
    );
    expect(valueOf(observed, 'startup.ready.p50', 1, ABSENT)).toBe(600);
    expect(valueOf(observed, 'startup.image.p50', 1, ABSENT)).toBe(500);
    expect(valueOf(observed, 'startup.create.p50', 1, ABSENT)).toBe(20); // counted from the image on
    const FIRST = { concurrency: 1, image: 'first' };
    expect(valueOf(observed, 'startup.ready.p50', 1, FIRST)).toBe(60);
    expect(valueOf(observed, 'startup.image.p50', 1, FIRST)).toBeUndefined();
    expect(observed.observations.some(({ metric }) => metric === 'startup.makespan')).toBe(false);
  });
});

describe('startup plans', () => {
  it('one cell for each density and concurrency, no concurrency above its density, and the absent image once', () => {
    const cells = startup.cells(startup.options.parse({ densities: [1, 4], concurrency: [1, 8] }), 'v', 2);
    expect(
      cells.map(({ density, parameters }) => [density, parameters['concurrency'], parameters['image']]),
    ).toEqual([
      [1, 1, 'absent'],
      [1, 1, 'present'],
      [4, 1, 'present'],
      [4, 4, 'present'],
    ]);
    expect(
      startup
        .cells(startup.options.parse({ absent: false }), 'v', 2)
        .map(({ parameters }) => parameters['image']),
    ).toEqual(['present', 'present']);
  });
});
