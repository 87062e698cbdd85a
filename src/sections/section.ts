import type { Unit } from '../model/units.ts';
import type { ChartSpec } from './chart.ts';
import type { ReportContext, ReportVariant } from './context.ts';
import type { Estimate } from './estimate.ts';
import type { ForestRow } from './forest-row.ts';
import type { EstimateRow, Point } from './select.ts';
import type { Cell, DataTable } from './table.ts';
import type { Axis, LanePlot, PlanePlot } from './trade-off.ts';

/**
 * What an experiment adds to a report, as data. Pure: the same context gives the same values. Renderers
 * switch on the kind of block and know no experiment.
 */
export interface ExperimentReport {
  /** Empty where the run has nothing to show. */
  sections(context: ReportContext): readonly Section[];
  /** Sentences for the first screen; the most important ones are shown. */
  answers?(context: ReportContext): readonly Answer[];
  /** Columns of the table that shows the variants side by side. */
  glance?(context: ReportContext): readonly GlanceColumn[];
  /** Where it places the variants in the picture of density and isolation. */
  axes?(context: ReportContext): readonly Axis[];
  /** Figures by which the variants are compared with the reference where nothing was judged. */
  comparedFigures?(context: ReportContext): readonly ComparedFigure[];
  /** Times of single launches, for the page that compares runs. */
  launchTimes?(context: ReportContext): readonly LaunchTimes[];
}

export interface Section {
  /** The anchor on the page: lower-case letters and digits. */
  readonly id: string;
  readonly title: string;
  readonly blocks: readonly Block[];
}

export interface Answer {
  /** One sentence. */
  readonly text: string;
  /** 0 to 100: what decides comes first. How many fit is 90, how quickly they start is 40. */
  readonly importance: number;
  /** The figures in the sentence, for a choice by precision; so far importance alone decides. */
  readonly estimates: readonly Estimate[];
}

export interface GlanceColumn {
  readonly title: string;
  /** As in `Column`. */
  readonly unit?: string;
  /** By variant; a variant without one has no figure. */
  readonly cells: ReadonlyMap<string, Cell>;
  /** What a reader must know of the column: one or two sentences. */
  readonly note?: string;
}

export interface ComparedFigure {
  readonly metric: string;
  readonly title: string;
  readonly point: Point | undefined;
}

/** The distribution of one variant's launches at one point. */
export interface LaunchTimes {
  readonly variant: string;
  readonly point: Point;
  /** Share of the launches that were ready by then. */
  readonly curve: readonly (readonly [ms: number, share: number])[];
  readonly band: readonly (readonly [low: number | null, high: number | null, share: number])[] | undefined;
}

/** The HTML page, the Markdown document and the terminal. */
export type Medium = 'page' | 'document' | 'terminal';

/** The closed set of things that a report can show. */
export type Block =
  | NoteBlock
  | TableBlock
  | IntervalsBlock
  | ForestBlock
  | CurvesBlock
  | StackBlock
  | HeatmapBlock
  | MatrixBlock
  | ScatterBlock;

export type BlockKind = Block['kind'];

/** Where a block is shown by default: pictures only on the page. */
export const DEFAULT_MEDIA: Readonly<Record<BlockKind, readonly Medium[]>> = {
  note: ['page'],
  table: ['page', 'document'],
  intervals: ['page'],
  forest: ['page'],
  curves: ['page'],
  stack: ['page'],
  heatmap: ['page'],
  matrix: ['page'],
  scatter: ['page'],
};

interface Placed {
  readonly media?: readonly Medium[];
}

/** A picture says what it shows to those who see it and to those who do not. */
interface Picture extends Placed {
  readonly title: string;
  /** What to look at, and how it was drawn. */
  readonly note: string;
  /** For readers who cannot see it. */
  readonly description: string;
}

export interface NoteBlock extends Placed {
  readonly kind: 'note';
  /** In bold, before the text. */
  readonly lead?: string;
  readonly text: string;
  /** `small` explains what stands above it; default `normal`. */
  readonly size?: 'normal' | 'small';
  /** A list below the text. */
  readonly items?: readonly { readonly lead: string; readonly text: string }[];
  /** Folded on the page behind these words. */
  readonly folded?: string;
}

export interface TableBlock extends Placed {
  readonly kind: 'table';
  /** Left out where it has no rows. */
  readonly table: DataTable;
  /** Folded on the page behind these words. */
  readonly folded?: string;
  /** On a wide page, two of these stand side by side. */
  readonly half?: true;
}

/** Per variant: mean as a symbol, 95% interval as a bar, rounds as dots, on one axis. */
export interface IntervalsBlock extends Picture {
  readonly kind: 'intervals';
  readonly groups: readonly IntervalGroup[];
  readonly axis: string;
  readonly unit: Unit;
  /** Log where ratios are the message; a linear one has its ends and ticks given. */
  readonly scale: 'log' | { readonly low: number; readonly high: number; readonly ticks: readonly number[] };
}

export interface IntervalGroup {
  readonly title: string;
  readonly rows: readonly EstimateRow[];
}

/** Ratios to a reference with their 95% intervals. */
export interface ForestBlock extends Picture {
  readonly kind: 'forest';
  readonly rows: readonly ForestRow[];
  readonly axis: string;
}

/** Lines, steps, dots and bands over one pair of axes: distributions, ramps, readings over time. */
export interface CurvesBlock extends Picture {
  readonly kind: 'curves';
  /** Unique on the page. */
  readonly id: string;
  readonly chart: ChartSpec;
  /** For the legend. */
  readonly variants: readonly ReportVariant[];
  /** The figures of the chart. */
  readonly table: DataTable;
}

/** The variants by density and isolation, better to the right and up. */
export interface ScatterBlock extends Picture {
  readonly kind: 'scatter';
  readonly plot: PlanePlot | LanePlot;
}

/** What a whole is made of, one bar per variant; every bar has its own scale. */
export interface StackBlock extends Picture {
  readonly kind: 'stack';
  readonly parts: readonly { readonly step: number; readonly name: string }[];
  readonly rows: readonly StackRow[];
}

export interface StackRow {
  readonly name: string;
  readonly label: string | null;
  readonly total: string;
  /** `step` decides the colour, `share` the length: 0 to 1. */
  readonly parts: readonly {
    readonly name: string;
    readonly step: number;
    readonly share: number;
    readonly text: string;
  }[];
}

/** Figures shaded by size. Every variant has the same columns. */
export interface HeatmapBlock extends Placed {
  readonly kind: 'heatmap';
  readonly caption: string;
  /** What the rows are, with a second line. */
  readonly rowTitle: string;
  readonly rowUnit: string;
  readonly variants: readonly ReportVariant[];
  /** Titles of the columns below each variant; one column needs none. */
  readonly columns: readonly string[];
  readonly rows: readonly {
    readonly title: string;
    readonly note: string;
    /** Variant by variant, column by column. */
    readonly cells: readonly (HeatCell | undefined)[];
  }[];
  /** Explains the shades below the table. */
  readonly key?: true;
  /** Folded on the page behind these words. */
  readonly folded?: string;
}

export interface HeatCell {
  readonly text: string;
  readonly note?: string;
  /** Decides the shade: a ratio, where 1 is harmless; absent where shades would say nothing. */
  readonly ratio?: number;
  /** The worst of its column. */
  readonly worst?: true;
}

/** Checks against variants: an outcome in each cell, with its evidence. */
export interface MatrixBlock extends Placed {
  readonly kind: 'matrix';
  readonly caption: string;
  readonly variants: readonly ReportVariant[];
  /** Above the table: symbol and word of every outcome, since none is shown by colour alone. */
  readonly outcomes: readonly Outcome[];
  readonly groups: readonly {
    readonly name: string;
    /** One per variant. */
    readonly totals: readonly string[];
    readonly rows: readonly {
      readonly id: string;
      readonly title: string;
      /** One per variant; undefined where it was not checked. */
      readonly cells: readonly ({ readonly outcome: Outcome; readonly evidence: string } | undefined)[];
    }[];
  }[];
}

export interface Outcome {
  readonly id: 'isolated' | 'shared' | 'leaked' | 'not-testable';
  readonly symbol: string;
  readonly word: string;
  readonly meaning: string;
}
