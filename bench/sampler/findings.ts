import { meanInterval } from '../../src/stats/mean-interval.ts';
import { quantile } from '../../src/stats/quantile.ts';
import type { Finding } from '../finding.ts';
import type { SamplerWindow } from './measure.ts';

/** Percent of one core at 100 instances and 10 Hz. */
const CPU_GOAL = 2;

export function samplerFindings(windows: readonly SamplerWindow[], instances: number): Finding[] {
  const at = `${instances} instances, 10 Hz`;
  const from = `${windows.length} windows`;
  const whole = meanInterval(windows.map(({ processCores }) => processCores * 100));
  const ticks = meanInterval(windows.map(({ cores }) => cores * 100));
  const late = windows.flatMap(({ lateMs }) => lateMs);
  const p99 = quantile(late, 0.99);
  if (whole === undefined || ticks === undefined || p99 === undefined) return [];
  const missed = windows.reduce((sum, window) => sum + window.missed, 0);
  return [
    {
      what: `sampler, ${at}: whole process, of one core`,
      value: whole.mean,
      ci95: whole.ci95,
      unit: 'percent',
      goal: CPU_GOAL,
      from,
    },
    {
      what: `sampler, ${at}: its ticks alone`,
      value: ticks.mean,
      ci95: ticks.ci95,
      unit: 'percent',
      goal: null,
      from,
    },
    {
      what: `sampler, ${at}: tick lateness, p99`,
      value: p99,
      ci95: null,
      unit: 'ms',
      goal: null,
      from: `${late.length} ticks, ${missed} missed`,
    },
  ];
}
