import { cellKey } from '../model/plan.ts';
import type { Summary } from '../model/summary.ts';
import type { NoiseFloor } from '../model/verdict.ts';
import { intervalOf } from '../stats/t-estimate.ts';
import { comparePaired } from './compared.ts';

/**
 * Every twin against the variant that it repeats, in every cell of these metrics. Values without a ratio have
 * no noise floor.
 */
export function noiseFloors({ variants, series }: Summary, metrics: ReadonlySet<string>): NoiseFloor[] {
  return variants.flatMap(({ name: twin, twinOf }) => {
    if (twinOf === undefined) return [];
    return series
      .filter((one) => one.variant === twin && metrics.has(one.metric))
      .flatMap((one): NoiseFloor[] => {
        const original = series.find(
          (other) => other.metric === one.metric && cellKey(other) === cellKey({ ...one, variant: twinOf }),
        );
        const compared = original === undefined ? undefined : comparePaired(one, original);
        if (compared === undefined || compared.scale !== 'log') return [];
        const { metric, experiment, density, parameters } = one;
        const [low, high] = compared.estimate === undefined ? [] : intervalOf(compared.estimate);
        const ci95 =
          low === undefined || high === undefined ? null : ([Math.exp(low), Math.exp(high)] as const);
        return [
          {
            variant: twinOf,
            twin,
            metric,
            experiment,
            density,
            parameters,
            ratio: Math.exp(compared.centre),
            ci95,
          },
        ];
      });
  });
}
