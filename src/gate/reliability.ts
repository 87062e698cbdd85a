import { formatRatioWithInterval } from '../model/ratio.ts';
import type { Baseline, BaselineSession } from '../model/baseline.ts';
import { own } from '../model/own.ts';
import { cellKey } from '../model/plan.ts';
import type { ControlSummary, Summary } from '../model/summary.ts';
import { counted } from '../model/units.ts';
import type { NoiseFloor } from '../model/verdict.ts';
import { intervalOf } from '../stats/t-estimate.ts';
import { comparePaired, compareWithSessions, typicalOf, type Compared } from './compared.ts';
import type { Finding, Footing } from './finding.ts';
import { isAgainstBaseline } from './rules.ts';
import { percent } from './wording.ts';

/**
 * UNRELIABLE instead of any word where what should have held still did not: the A/A twin of the same cell,
 * or the untouched host control, is beyond the tolerance with its whole 95% interval. A pass on such figures
 * is no pass, and a regression no regression.
 */
export function withReliability(
  finding: Finding,
  noise: readonly NoiseFloor[],
  summary: Summary,
  baseline: Baseline | undefined,
): Finding {
  if (finding.footing === null) return finding;
  const { verdict, footing } = finding;
  const moved =
    movedTwin(footing, noise) ??
    (isAgainstBaseline(verdict.rule)
      ? movedSinceBaseline(footing, summary, baseline)
      : movedBetweenVariants(footing, summary));
  if (moved === undefined) return finding;
  const cause = `${moved}, beyond the tolerance of ${percent(footing.tolerance)}, so this verdict is unreliable: ${verdict.cause} (the figures alone say ${verdict.word})`;
  return {
    verdict: {
      ...verdict,
      word: 'unreliable',
      cause,
      advice: 'find out what else ran on the host (see the run-order chart) and measure again on a quiet one',
    },
    footing,
  };
}

function movedTwin({ series, over, tolerance }: Footing, noise: readonly NoiseFloor[]): string | undefined {
  const floor = noise
    .filter(
      (candidate) =>
        candidate.metric === series.metric &&
        cellKey({ ...candidate, variant: '' }) === cellKey({ ...series, variant: '' }),
    )
    // A gate on the twin itself asks this very question.
    .filter(({ variant, twin }) => !(series.variant === twin && over === variant))
    .find(({ ci95 }) => ci95 !== null && isBeyond([Math.log(ci95[0]), Math.log(ci95[1])], tolerance));
  if (floor === undefined) return undefined;
  return `${floor.twin} is ${floor.variant} measured again under another name, but was ${formatRatioWithInterval(floor.ratio, floor.ci95)} of it`;
}

function movedBetweenVariants(
  { series, over, tolerance }: Footing,
  { controls = [] }: Summary,
): string | undefined {
  if (over === null) return undefined;
  for (const control of controls) {
    const of = (variant: string) =>
      controlValues(
        control,
        (reading) => reading.experiment === series.experiment && reading.variant === variant,
      );
    const compared = comparePaired(of(series.variant), of(over));
    if (isMoved(compared, tolerance))
      return `the host control ${control.metric} took ${textOf(compared)} as long before the rounds of ${series.variant} as before those of ${over}`;
  }
  return undefined;
}

function movedSinceBaseline(
  { tolerance }: Footing,
  { controls = [] }: Summary,
  baseline: Baseline | undefined,
): string | undefined {
  if (baseline === undefined) return undefined;
  const now = Object.fromEntries(
    controls.map((control) => [control.metric, controlValues(control, () => true).observations]),
  );
  const moved = controlMovedSince(now, baseline.sessions, tolerance);
  return moved === undefined
    ? undefined
    : `the host control ${moved} as long as in the ${counted(baseline.sessions.length, 'session')} of the baseline`;
}

/**
 * `host.control.work took 1.1× (1.07–1.13)` where a control is beyond the tolerance with its whole interval;
 * undefined where all held still.
 */
export function controlMovedSince(
  now: BaselineSession['controls'],
  sessions: readonly Pick<BaselineSession, 'controls'>[],
  tolerance: number,
): string | undefined {
  for (const [metric, values] of Object.entries(now)) {
    const compared = compareWithSessions(
      values,
      sessions.map(({ controls }) => own(controls, metric) ?? []),
    );
    if (isMoved(compared, tolerance)) return `${metric} took ${textOf(compared)}`;
  }
  return undefined;
}

type Estimated = Compared & { readonly estimate: NonNullable<Compared['estimate']> };

function isMoved(compared: Compared | undefined, tolerance: number): compared is Estimated {
  return (
    compared?.estimate !== undefined &&
    compared.scale === 'log' &&
    isBeyond(intervalOf(compared.estimate), tolerance)
  );
}

/** @param interval on logarithms */
function isBeyond([low, high]: readonly [number, number], tolerance: number): boolean {
  return low > Math.log1p(tolerance) || high < Math.log(Math.max(0, 1 - tolerance));
}

function textOf({ centre, estimate }: Estimated): string {
  const [low, high] = intervalOf(estimate);
  return formatRatioWithInterval(Math.exp(centre), [Math.exp(low), Math.exp(high)]);
}

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

type Reading = ControlSummary['readings'][number];

/**
 * Readings of one repetition are taken close together: their geometric mean is one value, as the round is for
 * a metric.
 */
interface ControlValues {
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
