import { IsodenseError } from '../model/errors.ts';
import { countLaunches } from '../model/launch-counts.ts';
import type { RunManifest } from '../model/manifest.ts';
import type { Facts } from '../model/summary.ts';
import type { MetricDefinition, RoundObservations, RoundRecords } from '../model/metric.ts';
import { cellKey, type Cell } from '../model/plan.ts';
import { isComplete } from '../model/metric.ts';

/** What a summary needs to know of an experiment. */
export interface Observer {
  readonly name: string;
  readonly metrics: readonly MetricDefinition[];
  /** An instance is measured once it is ready: what ends later has been counted. */
  readonly jobsMayEnd?: true;
  /** See Experiment. */
  readonly countsLaunches?: true;
  observe(round: RoundRecords): RoundObservations;
  /** Facts from the records of all rounds, whichever experiment took them. Pure. */
  conclude?(rounds: readonly RoundRecords[], run: Pick<RunManifest, 'seed' | 'testbed'>): Facts;
}

/** One metric in one cell: the values of its rounds, before statistics. */
export interface Collected {
  readonly cell: Cell;
  readonly metric: MetricDefinition;
  /** By repetition, in the order they were taken; what pairs a variant with the reference. */
  readonly values: ReadonlyMap<number, number>;
  readonly attempts: number;
  readonly failures: number;
}

/** A complete round whose figure is infinite or no number: kept out of statistics, never out of sight. */
export interface Unusable {
  readonly cell: Cell;
  readonly metric: string;
}

/** Launches of all tries of one planned cell. */
export interface CellTally {
  readonly cell: Cell;
  readonly countsLaunches?: true;
  rounds: number;
  attempts: number;
  failures: number;
  observations: number;
}

export interface Collection {
  readonly collected: readonly Collected[];
  readonly tallies: readonly CellTally[];
  readonly unusable: readonly Unusable[];
}

interface Building {
  readonly cell: Cell;
  readonly metric: MetricDefinition;
  readonly values: Map<number, number>;
  /** A round that ramps gives observations at several densities; its launches count for each of them. */
  readonly sources: Set<CellTally>;
}

/**
 * Every round's observations by series. Rounds that are not complete give launches tried and failed, and
 * nothing else.
 */
export function collect(rounds: readonly RoundRecords[], observers: readonly Observer[]): Collection {
  const series = new Map<string, Building>();
  const tallies = new Map<string, CellTally>();
  const unusable: Unusable[] = [];
  for (const round of rounds) {
    const { cell, repetition } = round.start;
    const observer = observers.find(({ name }) => name === cell.experiment);
    if (observer === undefined) continue;
    const tally = entry(tallies, cellKey(cell), () => ({
      cell,
      ...(observer.countsLaunches === true ? { countsLaunches: true as const } : {}),
      rounds: 0,
      attempts: 0,
      failures: 0,
      observations: 0,
    }));
    const { observations, attempts, failures } = isComplete(round)
      ? observer.observe(round)
      : { observations: [], ...countLaunches(round.records) };
    tally.rounds += 1;
    tally.attempts += attempts;
    tally.failures += failures;
    const seen = new Set<string>();
    for (const { metric: name, density, parameters, value } of observations) {
      const observed: Cell = { experiment: cell.experiment, variant: cell.variant, density, parameters };
      if (!Number.isFinite(value)) {
        unusable.push({ cell: observed, metric: name });
        continue;
      }
      const key = `${cellKey(observed)} ${name}`;
      if (seen.has(key))
        throw new IsodenseError(
          'internal',
          `expected one ${name} per round and cell, got two in round ${round.start.round} (${cellKey(observed)})`,
        );
      seen.add(key);
      const building = entry(series, key, () => ({
        cell: observed,
        metric: definitionOf(observer, name),
        values: new Map<number, number>(),
        sources: new Set<CellTally>(),
      }));
      building.values.delete(repetition); // a repetition taken again stands where it was taken last
      building.values.set(repetition, value);
      building.sources.add(tally);
      tally.observations += 1;
    }
  }
  return { collected: [...series.values()].map(counted), tallies: [...tallies.values()], unusable };
}

function counted({ cell, metric, values, sources }: Building): Collected {
  const total = (count: 'attempts' | 'failures'): number =>
    [...sources].reduce((sum, tally) => sum + tally[count], 0);
  return { cell, metric, values, attempts: total('attempts'), failures: total('failures') };
}

function definitionOf(observer: Observer, name: string): MetricDefinition {
  const metric = observer.metrics.find((candidate) => candidate.name === name);
  if (metric === undefined)
    throw new IsodenseError(
      'internal',
      `the experiment ${observer.name} observes ${name}, which is not among its metrics: ${observer.metrics.map((known) => known.name).join(', ')}`,
    );
  return metric;
}

function entry<Value>(map: Map<string, Value>, key: string, make: () => Value): Value {
  const found = map.get(key) ?? make();
  map.set(key, found);
  return found;
}
