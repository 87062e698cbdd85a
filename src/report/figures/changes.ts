import { cellKey } from '../../model/plan.ts';
import type { Comparison } from '../../model/summary.ts';
import type { NoiseFloor } from '../../model/verdict.ts';
import { shortLabel, type ReportContext, type ReportVariant } from '../../sections/context.ts';
import type { DensityBasis } from './density.ts';
import type { ForestRow } from './forest.ts';
import { READY } from './glance.ts';
import { armsOf, armTitle, slowdowns, worstOf } from './interference.ts';
import { comparisonAt, describePoint, heaviestPoint, plainestPoint, seriesOf, type Point } from '../../sections/select.ts';
import { tradeOff } from './trade-off.ts';

/** A variant's figure over the reference's, where the glance table and the pictures show that figure. */
export interface Change {
  readonly variant: ReportVariant;
  readonly comparison: Comparison;
  /** What was measured and where, and which direction is better. */
  readonly figure: string;
  /** The reference's twin over the reference, in the same cell. */
  readonly noise: NoiseFloor | undefined;
}

interface Figure {
  readonly metric: string;
  readonly title: string;
  readonly point: Point | undefined;
}

/** One figure of each experiment: the one that a reader asks for first. */
export function changesOverReference(context: ReportContext): Change[] {
  const { basis, sharePoint, shareMetric } = tradeOff(context);
  const figures: (Figure | undefined)[] = [
    {
      metric: READY,
      title: `Time to ready, p50, ${pointText(plainestPoint(context, READY))}`,
      point: plainestPoint(context, READY),
    },
    memoryFigure(context, basis),
    {
      metric: 'density.reached',
      title: 'Instances that ran at the same time',
      point: heaviestPoint(context, 'density.reached'),
    },
    sharePoint === undefined
      ? undefined
      : {
          metric: 'sharing.rate.total',
          title: `Work rate, all instances, ${pointText(sharePoint)}`,
          point: sharePoint,
        },
    sharePoint === undefined || shareMetric === undefined
      ? undefined
      : {
          metric: shareMetric,
          title: `${shareMetric === 'sharing.jain' ? 'Jain’s index' : 'Worst share'}, ${pointText(sharePoint)}`,
          point: sharePoint,
        },
    worstNeighbour(context),
  ];
  return figures.flatMap((figure) => (figure === undefined ? [] : changesOf(context, figure)));
}

export function forestOfChanges(changes: readonly Change[]): ForestRow[] {
  return changes.map(
    ({ variant: { name, label }, comparison: { ratio, ci95 }, figure, noise }): ForestRow => {
      const band = noise?.ci95 ?? undefined;
      return {
        name,
        detail: label === null ? '' : shortLabel(label),
        ratio,
        ci95,
        ...(band === undefined ? {} : { noise: band }),
        sign: '',
        word: '',
        group: figure,
      };
    },
  );
}

function changesOf(context: ReportContext, { metric, title, point }: Figure): Change[] {
  if (point === undefined) return [];
  const better = seriesOf(context, metric)[0]?.better;
  const figure =
    better === undefined || better === 'neither'
      ? title
      : `${title}; ${better === 'lower' ? 'less' : 'more'} is better`;
  return context.variants.flatMap((variant): Change[] => {
    const comparison = comparisonAt(context, metric, variant.name, point);
    if (comparison === undefined) return [];
    const key = cellKey({ ...comparison, variant: '' });
    return [
      {
        variant,
        comparison,
        figure,
        noise: context.twins.noise.find(
          (floor) => floor.metric === metric && cellKey({ ...floor, variant: '' }) === key,
        ),
      },
    ];
  });
}

function memoryFigure(context: ReportContext, { metric, title }: DensityBasis): Figure {
  const words = `${title.replace(/^./, (letter) => letter.toUpperCase())} per instance`;
  const point = heaviestPoint(context, metric);
  // A slope belongs to all densities, an amount to one.
  return { metric, title: metric === 'memory.attributed' ? `${words}, ${pointText(point)}` : words, point };
}

/** Beside the neighbour that disturbs the reference most. */
function worstNeighbour(context: ReportContext): Figure | undefined {
  const all = slowdowns(context, 'interference.p99');
  const arm = armsOf(all)[0];
  const worst = arm === undefined ? undefined : worstOf(all, context.input.summary.reference, arm);
  if (arm === undefined || worst === undefined) return undefined;
  const point = seriesOf(context, 'interference.p99').find(
    ({ parameters }) =>
      parameters['aggressor'] === worst.aggressor &&
      parameters['dose'] === worst.dose &&
      parameters['arm'] === arm,
  );
  return {
    metric: 'interference.p99',
    title: `Slowdown of a victim’s p99 beside ${worst.dose} × ${worst.aggressor}, ${armTitle(arm)}`,
    point,
  };
}

function pointText(point: Point | undefined): string {
  return point === undefined ? '' : describePoint(point);
}
