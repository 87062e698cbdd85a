import { formatNumber, formatValue } from '../../model/units.ts';
import { shortName, variantNamed, type ReportContext } from '../../sections/context.ts';
import { formatInterval } from '../../sections/estimate.ts';
import type {
  Answer,
  Block,
  ComparedFigure,
  ExperimentReport,
  HeatCell,
  HeatmapBlock,
} from '../../sections/section.ts';
import { figuresOf } from '../../sections/select.ts';
import type { DataTable, Row } from '../../sections/table.ts';
import type { Slowdown as PlacedSlowdown } from '../../sections/trade-off.ts';
import { doseChart } from './dose-chart.ts';
import { interferenceMetrics, type InterferenceMetric } from './metrics.ts';
import {
  aggressorsOf,
  armsOf,
  armTitle,
  atHighestDose,
  slowdownCell,
  slowdownInterval,
  slowdowns,
  worstOf,
  type Slowdown,
} from './slowdowns.ts';

const TAIL = 'interference.p99';

interface Matrix {
  readonly metric: InterferenceMetric;
  readonly caption: string;
  /** Folded behind these words; the first is in sight. */
  readonly folded?: string;
  /** A time: no ratio, so no shades. */
  readonly isTime?: true;
}

const MATRICES: readonly Matrix[] = [
  { metric: TAIL, caption: 'Slowdown of a victim’s p99 latency' },
  {
    metric: 'interference.p50',
    caption: 'Slowdown of a victim’s p50 latency',
    folded: 'Slowdown of p50 latency',
  },
  {
    metric: 'interference.throughput',
    caption: 'Slowdown of a victim’s throughput',
    folded: 'Slowdown of throughput',
  },
  {
    metric: 'interference.recovery',
    caption: 'Time until a victim is itself again after the aggressors stop',
    folded: 'Recovery after the aggressors stop',
    isTime: true,
  },
];

export const interferenceReport: ExperimentReport = {
  sections: (context) => {
    const matrices = MATRICES.map((matrix) => ({ matrix, map: heatmap(context, matrix) }));
    if (matrices.every(({ map }) => map.rows.length === 0)) return [];
    const blocks: Block[] = [
      {
        kind: 'note',
        text: 'One instance, the victim, answers a steady load beside neighbours of the same variant that do as little as they can (idle) or as much as they can. Each figure is the victim’s value beside them ÷ its value alone in the same round, so 1× is undisturbed.',
      },
      ...matrices.flatMap(({ matrix, map }): Block[] =>
        map.rows.length === 0
          ? []
          : [map, { kind: 'table', table: matrixTable(context, matrix), media: ['document'] }],
      ),
      { kind: 'table', table: worstNeighbourTable(context), media: ['terminal'] },
      ...limitsNote(context),
      ...doseChart(context),
    ];
    return [{ id: 'interference', title: 'Interference', blocks }];
  },
  answers,
  axes: (context) => {
    const all = slowdowns(context, TAIL);
    const arms = armsOf(all);
    const of = context.variants.flatMap(({ name }) => {
      const [first, ...more] = arms.flatMap((arm): PlacedSlowdown[] => {
        const worst = worstOf(all, name, arm);
        return worst === undefined
          ? []
          : [{ condition: armTitle(arm), neighbour: worst.aggressor, estimate: worst.estimate }];
      });
      return first === undefined ? [] : [[name, [first, ...more]] as const];
    });
    return of.length === 0
      ? []
      : [{ kind: 'slowdown', figure: 'p99', conditions: arms.map(armTitle), of: new Map(of) }];
  },
  comparedFigures,
};

/**
 * Aggressor × variant, the arms of a variant side by side: what its limits change is one step to the right.
 */
function heatmap(context: ReportContext, { metric, caption, folded, isTime }: Matrix): HeatmapBlock {
  const all = slowdowns(context, metric);
  const arms = armsOf(all);
  const variants = context.variants.filter(({ name }) => all.some(({ variant }) => variant === name));
  const columns = variants.flatMap(({ name }) => arms.map((arm) => ({ name, arm })));
  return {
    kind: 'heatmap',
    caption,
    rowTitle: 'Neighbours do',
    rowUnit: 'how many of them',
    variants,
    columns: arms.map(armTitle),
    rows: aggressorsOf(all).map((aggressor) => {
      const found = columns.map(({ name, arm }) => atHighestDose(all, name, aggressor, arm));
      const doses = [...new Set(found.flatMap((slowdown) => slowdown?.dose ?? []))];
      const cells = found.map((slowdown, index) => {
        const { name, arm } = columns[index]!;
        return slowdown === undefined
          ? undefined
          : heatCell(slowdown, isTime !== true, worstOf(all, name, arm) === slowdown);
      });
      return { title: aggressor, note: doses.map((dose) => `× ${dose}`).join(', '), cells };
    }),
    ...(folded === undefined ? { key: true } : { folded }),
  };
}

function heatCell({ estimate }: Slowdown, isRatio: boolean, isWorst: boolean): HeatCell {
  const { value, ci95, unit } = estimate;
  const interval = (bounds: readonly [number, number]): string =>
    unit === 'ratio' ? slowdownInterval(bounds) : formatInterval(bounds, unit);
  return {
    text: `${formatValue(value, unit)}${unit === 'ratio' ? '×' : ''}`,
    ...(ci95 === null ? {} : { note: interval(ci95) }),
    ...(isRatio ? { ratio: value } : {}),
    ...(isRatio && isWorst ? { worst: true } : {}),
  };
}

/** The same figures for a document: variants by arm, against aggressors at their highest dose. */
function matrixTable(context: ReportContext, { metric, caption, isTime }: Matrix): DataTable {
  const all = slowdowns(context, metric);
  const aggressors = aggressorsOf(all);
  const rows = armsOf(all).flatMap((arm) =>
    context.variants.flatMap((variant): Row[] => {
      const cells = aggressors.map((aggressor) =>
        slowdownCell(atHighestDose(all, variant.name, aggressor, arm)?.estimate),
      );
      return cells.every((cell) => cell === undefined) ? [] : [{ variant, cells, group: armTitle(arm) }];
    }),
  );
  return {
    caption: `${caption}, mean over rounds with 95% interval`,
    columns: aggressors.map((title) => ({ title, unit: isTime === true ? 'time' : '× alone' })),
    rows,
    groupTitle: 'Neighbours',
  };
}

/** One line per variant: the worst neighbour in each arm. */
function worstNeighbourTable(context: ReportContext): DataTable {
  const all = slowdowns(context, TAIL);
  const arms = armsOf(all);
  const rows = context.variants.flatMap((variant): Row[] => {
    const worst = arms.map((arm) => worstOf(all, variant.name, arm));
    if (worst.every((one) => one === undefined)) return [];
    const cells = worst.map((one) => {
      if (one === undefined) return undefined;
      const { value, ci95 } = one.estimate;
      const text = `${formatNumber(value)}× ${one.aggressor}`;
      return ci95 === null ? { text } : { text, note: slowdownInterval(ci95) };
    });
    return [{ variant, cells }];
  });
  return {
    caption: 'Worst neighbour: slowdown of the victim’s p99',
    columns: arms.map((arm) => ({ title: `Worst ${armTitle(arm)}`, unit: '× alone' })),
    rows,
  };
}

/**
 * The arms are named by what instances really had: also those without limits have safety limits around them.
 */
function limitsNote(context: ReportContext): Block[] {
  const items = context.variants.flatMap(({ name, configuration }) =>
    Object.entries(configuration).flatMap(([setting, got]) =>
      setting.startsWith('interference, ')
        ? [{ lead: `${name}, ${setting.slice('interference, '.length)}`, text: got }]
        : [],
    ),
  );
  return items.length === 0
    ? []
    : [{ kind: 'note', text: '', items, folded: 'What the limits of each arm really were' }];
}

/** The victim that suffered most, the one that suffered least, and what limits change. */
function answers(context: ReportContext): Answer[] {
  const all = slowdowns(context, TAIL);
  const arms = armsOf(all);
  const [first, second] = arms.map((arm) => ({
    arm,
    worst: context.variants
      .flatMap(({ name }) => worstOf(all, name, arm) ?? [])
      .sort((a, b) => b.estimate.value - a.estimate.value),
  }));
  const [most, least] = [first?.worst[0], first?.worst.at(-1)];
  if (first === undefined || most === undefined || least === undefined) return [];
  const nameOf = ({ variant }: Slowdown): string => {
    const known = variantNamed(context, variant);
    return known === undefined ? variant : shortName(known);
  };
  const where = arms.length > 1 ? ` ${armTitle(first.arm)}` : '';
  const start = `Beside its worst neighbour${where}, p99 of a ${nameOf(most)} victim was ${times(most)} its value alone (${most.aggressor})`;
  const rest = least === most ? '' : `, of a ${nameOf(least)} victim ${times(least)} (${least.aggressor})`;
  const limited = second?.worst[0];
  const withLimits =
    limited === undefined
      ? ''
      : `; ${armTitle(second!.arm)}, at most ${formatNumber(limited.estimate.value)}× (${nameOf(limited)} beside ${limited.aggressor})`;
  const estimates = [...new Set([most, least])].map(({ estimate }) => estimate);
  return [{ text: `${start}${rest}${withLimits}.`, importance: 80, estimates }];
}

function times({ estimate: { value, ci95 } }: Slowdown): string {
  const figure = `${formatNumber(value)}×`;
  return ci95 === null ? figure : `${figure} (95% interval ${slowdownInterval(ci95)})`;
}

/** Beside the neighbour that disturbs the reference most. */
function comparedFigures(context: ReportContext): ComparedFigure[] {
  const all = slowdowns(context, TAIL);
  const arm = armsOf(all)[0];
  const worst = arm === undefined ? undefined : worstOf(all, context.input.summary.reference, arm);
  if (arm === undefined || worst === undefined) return [];
  const point = figuresOf(context, interferenceMetrics)
    .series(TAIL)
    .find(
      ({ parameters }) =>
        parameters['aggressor'] === worst.aggressor &&
        parameters['dose'] === worst.dose &&
        parameters['arm'] === arm,
    );
  const title = `Slowdown of a victim’s p99 beside ${worst.dose} × ${worst.aggressor}, ${armTitle(arm)}`;
  return [{ metric: TAIL, title, point }];
}
