import type { Judgement } from '../../../model/verdict.ts';
import { changesOverReference, forestOfChanges } from '../../figures/changes.ts';
import { shortName, variantNamed, type ReportContext } from '../../../sections/context.ts';
import { forestOfJudgement, type ForestRow } from '../../figures/forest.ts';
import { changesTable } from '../../tables/changes.ts';
import { html, type Html } from '../escape.ts';
import { svgFigure } from '../figures.ts';
import { forestSvg } from '../svg/forest.ts';
import type { View } from '../view.ts';
import { folded } from '../wording.ts';

/**
 * What was judged as pictures of its intervals; where nothing was, what each variant changes over the
 * reference.
 */
export function forestView(context: ReportContext): View | undefined {
  const { judgement, summary } = context.input;
  const judged = judgement === undefined ? [] : judgedRows(context, judgement);
  if (judged.length > 0)
    return {
      id: 'changes',
      title: 'Changes, and what is accepted',
      body: judgedFigure(context, judged),
      charts: {},
    };
  const changes = changesOverReference(context);
  if (changes.length === 0) return undefined;
  return {
    id: 'changes',
    title: `Changes over ${summary.reference}`,
    body: html`${changesFigure(context, forestOfChanges(changes))}${folded('Figures of this picture', changesTable(changes, summary.reference))}`,
    charts: {},
  };
}

function judgedRows(context: ReportContext, judgement: Judgement): ForestRow[] {
  const named = (name: string): string => {
    const variant = variantNamed(context, name);
    return variant === undefined ? name : shortName(variant);
  };
  return forestOfJudgement(judgement, { nameOf: named });
}

function judgedFigure(context: ReportContext, rows: readonly ForestRow[]): Html {
  return svgFigure(
    {
      title: 'What was judged, worst first',
      note: `Every verdict on a ratio: candidate ÷ what it is compared with, with its 95% interval over rounds. Grey is what the gate accepts.${twinNote(context, rows)} The table of gates above has the figures.`,
      description: `Ratio with its 95% interval, and what is accepted, for ${rows.length} verdicts. The table of gates above has the figures.`,
    },
    (width, description) =>
      forestSvg({ rows, axis: 'Candidate ÷ reference (log scale)', description }, width),
  );
}

function changesFigure(context: ReportContext, rows: readonly ForestRow[]): Html {
  const { reference } = context.input.summary;
  return svgFigure(
    {
      title: `Every variant ÷ ${reference}`,
      note: `Geometric mean of the ratios of paired rounds, with its 95% interval; ${reference} itself is the line at 1.${twinNote(context, rows)} Nothing was judged here: a difference is not yet a verdict.`,
      description: `Ratio to ${reference} with its 95% interval, by figure and variant. The table below has the figures.`,
    },
    (width, description) =>
      forestSvg({ rows, axis: `Variant ÷ ${reference} (log scale)`, description }, width),
  );
}

function twinNote({ twins }: ReportContext, rows: readonly ForestRow[]): string {
  if (rows.every(({ noise }) => noise === undefined)) return '';
  const names = twins.variants
    .map(({ name, twinOf }) => `${name} is ${twinOf} measured again under another name`)
    .join('; ');
  return ` The hatched band shows how far apart two series of the same thing were${names === '' ? '' : ` (${names})`}: a change that stays within it cannot be distinguished from noise.`;
}
