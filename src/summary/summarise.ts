import type { StoredRun } from '../model/run-data.ts';
import type { RunManifest } from '../model/manifest.ts';
import type { RoundRecords } from '../model/metric.ts';
import { SUMMARY_SCHEMA_VERSION, type Facts, type Summary } from '../model/summary.ts';
import { collect, type Observer } from './collect.ts';
import { compareWith } from './comparisons.ts';
import { summariseControls } from './controls.ts';
import { groupRounds } from './rounds.ts';
import { toSeries } from './series.ts';
import { summariseVariants } from './variants.ts';
import { summariseWarnings } from './warnings.ts';

/**
 * A stored run → its statistics. Pure: the same run gives the same summary, whether it has just ended, was
 * torn in the middle or comes from disk years later. Every number in it is finite.
 *
 * @param observers the experiments that this version knows; rounds of others are left out with a warning
 * @throws IsodenseError (internal) when an experiment observes what it does not define, or one metric twice
 * in a round
 */
export function summarise(run: StoredRun, observers: readonly Observer[]): Summary {
  const { manifest, plan, records } = run;
  const rounds = groupRounds(records);
  const collection = collect(rounds, observers);
  const controls = summariseControls(rounds);
  const stopped = records.flatMap((record) =>
    record.kind === 'enough'
      ? [{ experiment: record.experiment, repetitions: record.repetitions, halfWidth: record.halfWidth }]
      : [],
  );
  const extended = records.flatMap((record) =>
    record.kind === 'extended' ? [{ experiments: record.experiments, reason: record.reason }] : [],
  );
  return {
    schemaVersion: SUMMARY_SCHEMA_VERSION,
    scenario: manifest.scenario.name,
    reference: manifest.scenario.reference,
    variants: summariseVariants(manifest, plan, rounds),
    series: collection.collected.map(toSeries),
    comparisons: compareWith(manifest.scenario.reference, collection.collected),
    identities: [],
    ...factsOf(observers, rounds, manifest),
    ...(controls.length === 0 ? {} : { controls }),
    ...(stopped.length === 0 ? {} : { stopped }),
    ...(extended.length === 0 ? {} : { extended }),
    launches: collection.tallies.map(({ cell, ...counts }) => ({ ...cell, ...counts })),
    warnings: [...(run.notes ?? []), ...summariseWarnings(records, rounds, collection, observers)],
  };
}

function factsOf(observers: readonly Observer[], rounds: readonly RoundRecords[], run: RunManifest): Facts {
  return Object.assign({}, ...observers.map((observer) => observer.conclude?.(rounds, run) ?? {})) as Facts;
}
