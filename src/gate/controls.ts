import type { ControlSummary } from '../model/summary.ts';
import { typicalOf } from './scale.ts';

type Reading = ControlSummary['readings'][number];

/**
 * Readings of one repetition are taken close together: their geometric mean is one value, as the round is for
 * a metric.
 */
export interface ControlValues {
  readonly repetitions: readonly number[];
  readonly observations: readonly number[];
}

export function controlValues(
  { readings }: ControlSummary,
  wanted: (reading: Reading) => boolean,
): ControlValues {
  const groups = new Map<number, number[]>();
  for (const reading of readings) {
    // A clock cannot have said so; without a logarithm it would spoil the rest.
    if (!(reading.value > 0) || !wanted(reading)) continue;
    const group = groups.get(reading.repetition) ?? [];
    groups.set(reading.repetition, group);
    group.push(reading.value);
  }
  return {
    repetitions: [...groups.keys()],
    observations: [...groups.values()].map((values) => typicalOf('log', values)),
  };
}
