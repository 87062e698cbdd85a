import { own } from '../../model/own.ts';
import type { Parameters } from '../../model/plan.ts';
import { formatNumber } from '../../model/units.ts';
import type { ReportContext } from '../../sections/context.ts';
import { estimateOf, formatInterval, type Estimate } from '../../sections/estimate.ts';
import { figuresOf } from '../../sections/select.ts';
import type { Cell } from '../../sections/table.ts';
import { interferenceMetrics, type InterferenceMetric } from './metrics.ts';

/** Where one slowdown was measured. */
export interface Condition {
  readonly aggressor: string;
  /** Neighbours that disturbed at once. */
  readonly dose: number;
  readonly arm: string;
}

export interface Slowdown extends Condition {
  readonly variant: string;
  readonly estimate: Estimate;
}

/** Without limits first: what the technology keeps apart by itself, then what limits add. */
const ARM_TITLES: Readonly<Record<string, string>> = { unlimited: 'without limits', limited: 'with limits' };

export function armTitle(arm: string): string {
  return own(ARM_TITLES, arm) ?? arm;
}

/**
 * A t interval of few rounds can reach below zero, where no ratio is: then only its upper end says anything.
 */
export function slowdownInterval([low, high]: readonly [number, number]): string {
  if (low > 0 && high / low > WIDEST) return 'spans over 1,000-fold';
  return `${low <= 0 ? `up to ${formatNumber(high)}` : formatInterval([low, high], 'ratio')}×`;
}

/**
 * An interval wider than this says that there were too few rounds, and its ends say nothing more; the table
 * of all statistics has them.
 */
const WIDEST = 1_000;

/** Every slowdown of one metric; neighbours that do nothing are among them, as `idle`. */
export function slowdowns(context: ReportContext, metric: InterferenceMetric): Slowdown[] {
  return figuresOf(context, interferenceMetrics)
    .series(metric)
    .flatMap((series): Slowdown[] => {
      const estimate = estimateOf(series);
      return estimate === undefined
        ? []
        : [{ ...conditionOf(series.parameters), variant: series.variant, estimate }];
    });
}

/** `14.2×` with its interval as a note; times as they are. */
export function slowdownCell(estimate: Estimate | undefined): Cell {
  if (estimate === undefined || estimate.unit !== 'ratio') return estimate;
  return {
    text: `${formatNumber(estimate.value)}×`,
    ...(estimate.ci95 === null ? {} : { note: slowdownInterval(estimate.ci95) }),
  };
}

function conditionOf(parameters: Parameters): Condition {
  return {
    aggressor: String(parameters['aggressor'] ?? 'unknown'),
    dose: Number(parameters['dose'] ?? 1),
    arm: String(parameters['arm'] ?? ''),
  };
}

export function armsOf(all: readonly Condition[]): string[] {
  const known = Object.keys(ARM_TITLES);
  const place = (arm: string): number => (known.includes(arm) ? known.indexOf(arm) : known.length);
  return [...new Set(all.map(({ arm }) => arm))].sort((a, b) => place(a) - place(b));
}

/** Idle neighbours first: they are the floor; then in the order of measuring. */
export function aggressorsOf(all: readonly Condition[]): string[] {
  const names = [...new Set(all.map(({ aggressor }) => aggressor))].sort();
  return [...names.filter((name) => name === 'idle'), ...names.filter((name) => name !== 'idle')];
}

/** At its highest dose, where it disturbs most. */
export function atHighestDose(
  all: readonly Slowdown[],
  variant: string,
  aggressor: string,
  arm: string,
): Slowdown | undefined {
  return all
    .filter((one) => one.variant === variant && one.aggressor === aggressor && one.arm === arm)
    .sort((a, b) => b.dose - a.dose)[0];
}

/** The aggressor under which a variant's victim suffered most in one arm. */
export function worstOf(all: readonly Slowdown[], variant: string, arm: string): Slowdown | undefined {
  return all
    .filter((one) => one.variant === variant && one.arm === arm && one.aggressor !== 'idle')
    .sort((a, b) => b.estimate.value - a.estimate.value)[0];
}
