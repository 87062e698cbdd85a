import type { JudgedCandidate, RunComparison } from '../../../model/comparison.ts';
import { forestOfJudgement } from '../../figures/forest.ts';
import { html, type Html } from '../escape.ts';
import { svgFigure } from '../figures.ts';
import { forestSvg } from '../svg/forest.ts';
import type { View } from '../view.ts';
import { banner, gatesTable } from '../views/gates.ts';
import { sourceName } from './sources.ts';

/** One banner for each candidate: the word, its cause, and how small a change could have been seen. */
export function banners({ reference, candidates }: RunComparison): Html {
  return html`${candidates.map(({ source, judgement }) => banner(judgement, `${sourceName(source)} against ${sourceName(reference)}`))}`;
}

export function verdictsView({ reference, candidates }: RunComparison): View {
  const headed = candidates.length > 1;
  return {
    id: 'gates',
    title: 'Gates',
    body: html`${candidates.map(({ source, judgement }) => html`${headed ? html`<h3>${sourceName(source)} against ${sourceName(reference)}</h3>` : undefined}${gatesTable(judgement)}`)}`,
    charts: {},
  };
}

/** Every change on its interval, on what is accepted and on the noise of its cell. */
export function changesView(comparison: RunComparison): View | undefined {
  const figures = comparison.candidates.flatMap((candidate) => changesFigure(candidate, comparison) ?? []);
  return figures.length === 0
    ? undefined
    : { id: 'changes', title: 'Changes, and what is accepted', body: html`${figures}`, charts: {} };
}

function changesFigure(
  { source, judgement }: JudgedCandidate,
  { reference }: RunComparison,
): Html | undefined {
  const rows = forestOfJudgement(judgement, { sides: [source.letter, reference.letter] });
  if (rows.length === 0) return undefined;
  const hatched = rows.some(({ noise }) => noise !== undefined)
    ? ` Hatched is how far apart the same thing came inside ${source.letter}, measured under two names.`
    : '';
  return svgFigure(
    {
      title: `${sourceName(source)} ÷ ${sourceName(reference)}, worst first`,
      note: `Typical value of ${source.letter} ÷ that of ${reference.letter} with its 95% interval. Grey is what is accepted.${hatched} The table of gates above has the figures.`,
      description: `Ratio with its 95% interval, and what is accepted, for ${rows.length} verdicts. The table of gates above has the figures.`,
    },
    (width, description) =>
      forestSvg({ rows, axis: `${source.letter} ÷ ${reference.letter} (log scale)`, description }, width),
  );
}
