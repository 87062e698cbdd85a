import type { Judgement, Verdict, VerdictWord } from '../model/verdict.ts';
import { visible, visibleLine } from '../model/visible-text.ts';

/** A sign beside each word: no verdict is told by colour alone. */
const SIGNS: Readonly<Record<VerdictWord, string>> = {
  pass: '✓',
  improved: '▲',
  regressed: '✗',
  inconclusive: '?',
  unreliable: '~',
  'no-data': '∅',
  'not-comparable': '≠',
};

export function signOf(word: VerdictWord): string {
  return SIGNS[word];
}

/** One gate with what decided it and how to fix it, for a terminal. */
function verdictText(verdict: Verdict): string {
  const level = verdict.level === 'warn' ? ' (warns only)' : '';
  return [
    `${SIGNS[verdict.word]} ${verdict.word.toUpperCase()}${level}  ${verdict.title}`,
    `    ${verdict.cause}`,
    ...(verdict.advice === null ? [] : [`    → ${verdict.advice}`]),
  ].join('\n');
}

/** Every gate of a judgement, worst first, and the outcome last, where a terminal shows it. */
export function judgementText({ verdicts, cause, outcome }: Judgement): string {
  return visible(`${verdicts.map(verdictText).join('\n')}\n\n${outcome.toUpperCase()}: ${cause}\n`);
}

/** The same as a table for a job's summary or a pull request. */
export function judgementMarkdown(scenario: string, { verdicts, cause, outcome }: Judgement): string {
  const rows = verdicts.map(
    (verdict) =>
      `| ${SIGNS[verdict.word]} ${verdict.word}${verdict.level === 'warn' ? ' (warn)' : ''} | ${cell(verdict.title)} | ${cell(verdict.cause)} |`,
  );
  return [
    `## ${cell(scenario)}: ${outcome}`,
    '',
    cell(cause),
    '',
    '| verdict | gate | what decided |',
    '|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

function cell(text: string): string {
  return visibleLine(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll(/([\\`|])/g, '\\$1');
}
