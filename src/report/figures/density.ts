import type { ReportContext } from '../../sections/context.ts';
import type { Estimate } from '../../sections/estimate.ts';
import { estimateAtTop, seriesOf } from '../../sections/select.ts';

/**
 * Which accounting density is calculated from, for all variants alike. The marginal cost is the truth of the
 * host, but small instances drown in the noise of its memory; then attributed memory, which is exact and
 * leaves out what the kernel holds for an instance, is the figure that can be compared.
 */
export interface DensityBasis {
  readonly metric: 'memory.marginal' | 'memory.attributed' | 'density.memoryPerInstance';
  /** For table heads and axes. */
  readonly title: string;
  /** Why it is not the marginal cost; undefined where it is. */
  readonly reason: string | undefined;
}

export interface PerGiB {
  readonly value: number;
  readonly low: number | null;
  /** Null also where the interval of the cost reaches zero. */
  readonly high: number | null;
}

const GIB = 2 ** 30;

export function densityBasis(context: ReportContext): DensityBasis {
  const measured = (metric: DensityBasis['metric']): boolean => seriesOf(context, metric).length > 0;
  // A ramp is fitted over densities as well, and over more of them.
  if (!measured('memory.marginal') && !measured('memory.attributed') && measured('density.memoryPerInstance'))
    return { metric: 'density.memoryPerInstance', title: 'host memory', reason: undefined };
  const noisy = context.variants
    .filter(
      ({ name, status }) =>
        status.state === 'measured' && !clearlyPositive(estimateAtTop(context, 'memory.marginal', name)),
    )
    .map(({ name }) => name);
  if (noisy.length === 0 || !measured('memory.attributed'))
    return { metric: 'memory.marginal', title: 'host memory', reason: undefined };
  const reason = `the host cost of one more instance of ${noisy.join(', ')} is too small to measure in these rounds`;
  return { metric: 'memory.attributed', title: 'attributed memory (PSS)', reason };
}

function clearlyPositive(cost: Estimate | undefined): boolean {
  return cost !== undefined && (cost.ci95?.[0] ?? cost.value) > 0;
}

/** Memory of one instance on that basis. */
export function memoryPerInstance(
  context: ReportContext,
  basis: DensityBasis,
  variant: string,
): Estimate | undefined {
  return estimateAtTop(context, basis.metric, variant);
}

/** Instances per GiB from bytes per instance; the interval's ends change places. */
export function perGiB({ value, ci95 }: Estimate): PerGiB | undefined {
  if (value <= 0) return undefined;
  return {
    value: GIB / value,
    low: ci95 === null ? null : GIB / ci95[1],
    high: ci95 === null || ci95[0] <= 0 ? null : GIB / ci95[0],
  };
}
