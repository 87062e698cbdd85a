import type { Judgement } from '../../../model/verdict.ts';
import { shortName, variantNamed, type ReportContext } from '../../../sections/context.ts';
import type { ForestRow } from '../../../sections/forest-row.ts';
import type { ForestBlock } from '../../../sections/section.ts';
import type { Report } from '../../compose.ts';
import { changesOverReference, forestOfChanges } from '../../figures/changes.ts';
import { forestOfJudgement } from '../../figures/forest.ts';
import { changesTable } from '../../tables/changes.ts';
import { sectionView } from '../blocks/block.ts';
import type { View } from '../view.ts';

/**
 * What was judged as pictures of its intervals; where nothing was, what each variant changes over the
 * reference.
 */
export function forestView(report: Report): View | undefined {
  const { context } = report;
  const { judgement, summary } = context.input;
  const judged = judgement === undefined ? [] : judgedRows(context, judgement);
  if (judged.length > 0)
    return sectionView(
      { id: 'changes', title: 'Changes, and what is accepted', blocks: [judgedPicture(context, judged)] },
      context,
    );
  const changes = changesOverReference(report);
  if (changes.length === 0) return undefined;
  const table = changesTable(changes, summary.reference);
  return sectionView(
    {
      id: 'changes',
      title: `Changes over ${summary.reference}`,
      blocks: [
        changesPicture(context, forestOfChanges(changes)),
        { kind: 'table', table, folded: 'Figures of this picture' },
      ],
    },
    context,
  );
}

function judgedRows(context: ReportContext, judgement: Judgement): ForestRow[] {
  const named = (name: string): string => {
    const variant = variantNamed(context, name);
    return variant === undefined ? name : shortName(variant);
  };
  return forestOfJudgement(judgement, { nameOf: named });
}

function judgedPicture(context: ReportContext, rows: readonly ForestRow[]): ForestBlock {
  return {
    kind: 'forest',
    title: 'What was judged, worst first',
    note: `Every verdict on a ratio: candidate ÷ what it is compared with, with its 95% interval over rounds. Grey is what the gate accepts.${twinNote(context, rows)} The table of gates above has the figures.`,
    description: `Ratio with its 95% interval, and what is accepted, for ${rows.length} verdicts. The table of gates above has the figures.`,
    rows,
    axis: 'Candidate ÷ reference (log scale)',
  };
}

function changesPicture(context: ReportContext, rows: readonly ForestRow[]): ForestBlock {
  const { reference } = context.input.summary;
  return {
    kind: 'forest',
    title: `Every variant ÷ ${reference}`,
    note: `Geometric mean of the ratios of paired rounds, with its 95% interval; ${reference} itself is the line at 1.${twinNote(context, rows)} Nothing was judged here: a difference is not yet a verdict.`,
    description: `Ratio to ${reference} with its 95% interval, by figure and variant. The table below has the figures.`,
    rows,
    axis: `Variant ÷ ${reference} (log scale)`,
  };
}

function twinNote({ twins }: ReportContext, rows: readonly ForestRow[]): string {
  if (rows.every(({ noise }) => noise === undefined)) return '';
  const names = twins.variants
    .map(({ name, twinOf }) => `${name} is ${twinOf} measured again under another name`)
    .join('; ');
  return ` The hatched band shows how far apart two series of the same thing were${names === '' ? '' : ` (${names})`}: a change that stays within it cannot be distinguished from noise.`;
}
