import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../src/model/events.ts';
import type { Scenario } from '../../src/model/scenario.ts';
import { PrecisionStop } from '../../src/run/precision-stop.ts';
import { earlierOf } from '../../src/run/earlier.ts';
import { runEnvironment } from '../support/run-environment.ts';

const scenario = {
  experiments: [
    { name: 'startup', options: {}, rounds: 20, precision: { minRounds: 4, until: 0.05 } },
    { name: 'memory', options: {}, rounds: 20 },
  ],
} as unknown as Scenario;

/** The repetition before which each experiment ended, when its half width narrows as given by repetition. */
function run(
  halfWidths: Readonly<Record<number, number>>,
  ended: readonly string[] = [],
  extended: readonly string[] = [],
) {
  const events: RunEvent[] = [];
  let repetition = 0;
  const stop = new PrecisionStop(
    { scenario, earlier: { ...earlierOf([]), ended: new Set(ended), extended: new Set(extended) } },
    runEnvironment({ emit: (event) => events.push(event), halfWidthOf: () => halfWidths[repetition] }),
  );
  const taken: Record<string, number> = { startup: 0, memory: 0 };
  for (; repetition < 20; repetition += 1) {
    for (const experiment of ['startup', 'memory']) {
      if (
        !stop.ends({ index: 0, repetition, cell: { experiment, variant: 'v', density: 1, parameters: {} } })
      )
        taken[experiment]! += 1;
    }
  }
  return {
    taken,
    enough: events.flatMap((event) =>
      event.kind === 'record' && event.record.kind === 'enough' ? [event.record] : [],
    ),
  };
}

describe('an experiment with a precision', () => {
  it('ends when it is precise enough, after an even number of repetitions and never before the least', () => {
    const precise = { 0: 0.01, 2: 0.01, 4: 0.06, 5: 0.01, 6: 0.04, 8: 0.01 };
    const { taken, enough } = run(precise);
    expect(taken).toEqual({ startup: 6, memory: 20 });
    expect(enough).toEqual([
      { kind: 'enough', atMs: 0, experiment: 'startup', repetitions: 6, halfWidth: 0.04 },
    ]);
  });

  it('goes on to its last repetition while it is not, or while nobody knows', () => {
    expect(run({ 4: 0.06, 10: 0.051 }).taken).toEqual({ startup: 20, memory: 20 });
    expect(run({}).enough).toEqual([]);
  });

  it('is not looked at in the middle of a repetition that was started before an interruption', () => {
    const events: RunEvent[] = [];
    const stop = new PrecisionStop(
      { scenario, earlier: earlierOf([]) },
      runEnvironment({ emit: (event) => events.push(event), halfWidthOf: () => 0 }),
    );
    const round = (repetition: number) => ({
      index: 0,
      repetition,
      cell: { experiment: 'startup', variant: 'v', density: 1, parameters: {} },
    });
    stop.pass(round(4));
    expect([4, 5, 6].map((repetition) => stop.ends(round(repetition)))).toEqual([false, false, true]);
    expect(events).toHaveLength(1);
  });

  it('stays ended in a run that is resumed', () => {
    expect(run({}, ['startup']).taken).toEqual({ startup: 0, memory: 20 });
  });

  it('is not ended again once it was given more rounds, however precise it is', () => {
    expect(run({ 4: 0.01 }, [], ['startup']).taken).toEqual({ startup: 20, memory: 20 });
  });
});
