import { countLaunches } from '../model/launch-counts.ts';
import type { MetricDefinition, Observation, RoundObservations, RoundRecords } from '../model/metric.ts';
import type { LaunchRecord, SampleRecord } from '../model/records.ts';
import type { Parameters } from '../model/plan.ts';
import type { RecordIndex } from '../sections/record-index.ts';

/** Definitions by name, typed so that an experiment cannot observe a metric that it does not define. */
export function catalogue<Name extends string>(
  definitions: Readonly<Record<Name, Omit<MetricDefinition, 'name'>>>,
): readonly MetricDefinition[] {
  return Object.entries<Omit<MetricDefinition, 'name'>>(definitions).map(([name, definition]) => ({
    name,
    ...definition,
  }));
}

export function launchesOf(round: RoundRecords): readonly LaunchRecord[] {
  return round.records.filter((record) => record.kind === 'launch');
}

/**
 * The raw readings of an experiment by name: `execute` records them, `observe` and the report read them. A
 * name that is not among them does not compile.
 */
export class Samples<Name extends string> {
  /** Of one round, in the order they were taken. */
  of(round: RoundRecords, metric: Name): readonly SampleRecord[] {
    return round.records
      .filter((record) => record.kind === 'sample')
      .filter((sample) => sample.metric === metric);
  }

  /** Of a whole run, in the order they were taken. */
  in({ samples }: RecordIndex, metric: Name): readonly SampleRecord[] {
    return samples.get(metric) ?? [];
  }
}

/** Collects observations of one round; absent and non-finite values are no data, never zero. */
export class ObservationList<Name extends string> {
  readonly #observations: Observation[] = [];

  add(metric: Name, value: number | undefined, density: number, parameters: Parameters): void {
    if (value !== undefined && Number.isFinite(value))
      this.#observations.push({ metric, density, parameters, value });
  }

  with(round: RoundRecords): RoundObservations {
    return { observations: this.#observations, ...countLaunches(round.records) };
  }
}
