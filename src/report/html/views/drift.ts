import { formatNumber } from '../../../model/units.ts';
import type { ReportContext } from '../../../sections/context.ts';
import { median } from '../../../stats/quantile.ts';
import {
  controlsInOrder,
  roundsInOrder,
  type ControlSeries,
  type OrderedRound,
} from '../../figures/run-order.ts';
import { rounded, thin, thinningNote } from '../../../sections/thin.ts';
import type { Cell, DataTable } from '../../../sections/table.ts';
import type { ChartDataset, ChartSpec } from '../../../sections/chart.ts';
import { html, type Html } from '../escape.ts';
import { chartFigure } from '../figures.ts';
import { controlName, twinName } from '../keys.ts';
import { dataTable } from '../tables.ts';

/** Below the marks of the slowest rounds, where a round without a figure still has a place. */
const FAILED_AT = 0.5;

/**
 * Every round against its own cell, in the order of execution, with what should not move at all: the twin and
 * the host control.
 */
export function driftChart(
  context: ReportContext,
  id = 'chart-order',
): { readonly body: Html; readonly charts: Readonly<Record<string, ChartSpec>> } | undefined {
  const ordered = roundsInOrder(context);
  if (ordered.length === 0) return undefined;
  const controls = controlsInOrder(context);
  const table = dataTable(
    halves(context, ordered),
    controls.map((control, index) => controlRow(control, index, ordered.length)),
  );
  const known = ordered.flatMap(({ relative }) => relative ?? []);
  if (known.length === 0) return { body: table, charts: {} };
  const twins = context.twins.variants.flatMap(({ name, twinOf }) => {
    const original = context.variants.find((variant) => variant.name === twinOf);
    return original === undefined ? [] : [{ name, original }];
  });
  const seen = (name: string): boolean => ordered.some(({ variant }) => variant === name);
  const variants = context.variants.filter(({ name }) => seen(name));
  const range = [...known, ...controls.flatMap(({ readings }) => readings.map(({ relative }) => relative))];
  const [lowest, highest] = [Math.min(1, ...range), Math.max(1, ...range)];
  // Small drifts are read best on a plain axis; outliers of several times would flatten it.
  const log = highest / lowest > 4;
  const points = [
    ...variants.map(({ name, index }) => marksOf(ordered, name, index, 'dots', lowest)),
    ...twins.map(({ name, original }) => marksOf(ordered, name, original.index, 'hollow', lowest)),
  ];
  const lines = controls.map(({ title, readings }, index): ChartDataset => ({
    variant: index,
    label: title,
    style: 'control',
    points: thin(readings).points.map(({ place, relative }) => [place, rounded(relative)]),
  }));
  const spec: ChartSpec = {
    x: { title: 'Round, in the order of execution', scale: 'linear', min: 0, max: ordered.length + 1 },
    y: { title: `Time ÷ median${log ? ' (log scale)' : ''}`, scale: log ? 'logarithmic' : 'linear' },
    views: [{ label: 'All variants', datasets: [...lines, ...points.flatMap(({ datasets }) => datasets)] }],
  };
  const sum = (of: 'drawn' | 'total'): number => points.reduce((total, one) => total + one[of], 0);
  const text = {
    title: 'Drift',
    note: `Every round that launched: its time to ready against the median of its own cell, so a slope or a step would be drift.${controls.length === 0 ? '' : ' The grey lines are the same small work on the host before every round, against its own median: where they move, the host moved.'} Crosses are rounds in which nothing became ready.${thinningNote(sum('drawn'), sum('total'))}`,
    description: 'Relative time to ready of every round in the order of execution.',
  };
  const others = [
    ...twins.filter(({ name }) => seen(name)).map(({ name, original }) => twinName(name, original)),
    ...controls.map(({ title }, index) => controlName(title, index)),
  ];
  return { body: chartFigure(id, text, spec, variants, table, others), charts: { [id]: spec } };
}

function marksOf(
  ordered: readonly OrderedRound[],
  name: string,
  index: number,
  style: 'dots' | 'hollow',
  lowest: number,
): { readonly datasets: ChartDataset[]; readonly drawn: number; readonly total: number } {
  const mine = ordered.filter((round) => round.variant === name);
  const good = thin(
    mine.flatMap(({ place, relative }) => (relative === null ? [] : [[place, rounded(relative)] as const])),
  );
  const bad = mine.flatMap(({ place, relative }) =>
    relative === null ? [[place, Math.min(FAILED_AT, lowest * 0.9)] as const] : [],
  );
  const datasets: ChartDataset[] = [
    { variant: index, label: name, style, points: good.points },
    { variant: index, label: `${name}, failed`, style: 'failures', points: thin(bad).points },
  ];
  return {
    datasets: datasets.filter(({ points }) => points.length > 0),
    drawn: good.points.length,
    total: good.total,
  };
}

function halves(context: ReportContext, ordered: readonly OrderedRound[]): DataTable {
  const variants = context.variants.filter(({ name }) => ordered.some(({ variant }) => variant === name));
  return {
    caption: 'Rounds in the first and in the second half of the run, median of time ÷ its median',
    columns: [
      { title: 'Rounds', unit: 'count' },
      { title: 'First half', unit: 'ratio' },
      { title: 'Second half', unit: 'ratio' },
      { title: 'Lowest', unit: 'ratio' },
      { title: 'Highest', unit: 'ratio' },
      { title: 'Nothing ready', unit: 'rounds' },
    ],
    rows: variants.map((variant) => {
      const mine = ordered.filter((round) => round.variant === variant.name);
      return {
        variant,
        cells: [
          { text: String(mine.length) },
          ...figures(mine, ordered.length).map((text): Cell => (text === undefined ? undefined : { text })),
          { text: String(mine.filter(({ relative }) => relative === null).length) },
        ],
      };
    }),
  };
}

function controlRow({ title, readings }: ControlSeries, index: number, total: number): Html {
  const cells = [String(readings.length), ...figures(readings, total), undefined];
  return html`<tr><th scope="row">${controlName(title, index)}</th>${cells.map((cell) => html`<td class="number">${cell ?? '–'}</td>`)}</tr>
`;
}

/** First half, second half, lowest and highest, as texts; undefined where there is none. */
function figures(
  placed: readonly { readonly place: number; readonly relative: number | null }[],
  total: number,
): (string | undefined)[] {
  const known = placed.flatMap(({ place, relative }) => (relative === null ? [] : [{ place, relative }]));
  const half = (isFirst: boolean): number[] =>
    known.filter(({ place }) => place <= total / 2 === isFirst).map(({ relative }) => relative);
  const all = known.map(({ relative }) => relative).sort((a, b) => a - b);
  return [half(true), half(false), all.slice(0, 1), all.slice(-1)].map((values) =>
    values.length === 0 ? undefined : formatNumber(median(values)!),
  );
}
