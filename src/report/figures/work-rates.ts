import type { ReportContext } from '../../sections/context.ts';
import type { Point } from '../../sections/select.ts';

/**
 * Each instance's work rate as a share of an equal one, in every round at this density and overcommit: 1 is
 * what fairness would give.
 */
export function shareOfEqual(context: ReportContext, variant: string, point: Point): number[] {
  const rounds = new Map<number, Map<number, { sum: number; count: number }>>();
  for (const sample of context.records.samples.get('sharing.rate') ?? []) {
    const cell = context.records.byRound.get(sample.round)?.start.cell;
    if (cell === undefined || cell.variant !== variant || sample.instance === undefined) continue;
    const overcommit = sample.parameters?.['overcommit'] ?? cell.parameters['overcommit'];
    if (overcommit !== point.parameters['overcommit'] || (sample.density ?? cell.density) !== point.density)
      continue;
    const instances = rounds.get(sample.round) ?? new Map<number, { sum: number; count: number }>();
    rounds.set(sample.round, instances);
    const rate = instances.get(sample.instance) ?? { sum: 0, count: 0 };
    instances.set(sample.instance, { sum: rate.sum + sample.value, count: rate.count + 1 });
  }
  return [...rounds.values()].flatMap((instances) => {
    const rates = [...instances.values()].map(({ sum, count }) => sum / count);
    const equal = rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
    return equal > 0 ? rates.map((rate) => rate / equal) : [];
  });
}
