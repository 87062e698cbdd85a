import { HOST_CONTROLS } from '../model/host-control.ts';
import type { RoundRecords } from '../model/metric.ts';
import type { ControlSummary } from '../model/summary.ts';
import { isComplete } from '../model/metric.ts';

/**
 * The host control's readings in the order they were taken; those of rounds that are not complete say
 * nothing.
 */
export function summariseControls(rounds: readonly RoundRecords[]): ControlSummary[] {
  return HOST_CONTROLS.map((metric): ControlSummary => ({
    metric,
    unit: 'ms',
    readings: rounds
      .filter(isComplete)
      .flatMap(({ start: { round, repetition, cell }, records }) =>
        records.flatMap((record) =>
          record.kind === 'sample' && record.metric === metric
            ? [{ round, repetition, experiment: cell.experiment, variant: cell.variant, value: record.value }]
            : [],
        ),
      ),
  })).filter(({ readings }) => readings.length > 0);
}
