import type { ReportInput } from '../model/run-data.ts';
import { reportContext, type ReportContext } from '../sections/context.ts';
import type { Answer, ComparedFigure, ExperimentReport, GlanceColumn, Section } from '../sections/section.ts';
import type { Axis } from '../sections/trade-off.ts';

/** What every renderer draws: a run, and what the experiments say of it. Composed once for all of them. */
export interface Report {
  /** With its twins, which `context` leaves out. */
  readonly input: ReportInput;
  readonly context: ReportContext;
  readonly contributions: readonly Contribution[];
}

/** Of one experiment. */
export interface Contribution {
  readonly sections: readonly Section[];
  readonly answers: readonly Answer[];
  readonly glance: readonly GlanceColumn[];
  readonly axes: readonly Axis[];
  readonly compared: readonly ComparedFigure[];
}

/** @param reports of the experiments, in the order in which they appear */
export function composeReport(input: ReportInput, reports: readonly ExperimentReport[]): Report {
  const context = reportContext(input);
  return {
    input,
    context,
    contributions: reports.map((report) => ({
      sections: report.sections(context),
      answers: report.answers?.(context) ?? [],
      glance: report.glance?.(context) ?? [],
      axes: report.axes?.(context) ?? [],
      compared: report.comparedFigures?.(context) ?? [],
    })),
  };
}

export function sectionsOf({ contributions }: Report): Section[] {
  return contributions.flatMap(({ sections }) => sections);
}

export function axesOf({ contributions }: Report): Axis[] {
  return contributions.flatMap(({ axes }) => axes);
}
