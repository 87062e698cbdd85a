import type { Judgement, Outcome, Verdict, VerdictWord } from '../model/verdict.ts';
import { counted } from './wording.ts';

/** What each word means for the whole. */
const MEANS: Readonly<Record<VerdictWord, Outcome>> = {
  regressed: 'failed',
  'no-data': 'failed',
  'not-comparable': 'not-comparable',
  unreliable: 'inconclusive',
  inconclusive: 'inconclusive',
  improved: 'pass',
  pass: 'pass',
};
const WORST_FIRST = Object.keys(MEANS) as VerdictWord[];
const OUTCOMES: readonly Outcome[] = ['failed', 'not-comparable', 'inconclusive', 'pass'];

/**
 * Gates of level `error` first, by the word; then what is only told, before what holds. In the order of the
 * rules otherwise.
 */
export function worstFirst(verdicts: readonly Verdict[]): Verdict[] {
  const rank = ({ word, level }: Verdict): number =>
    WORST_FIRST.indexOf(word) + (MEANS[word] === 'pass' ? 2 : level === 'error' ? 0 : 1) * WORST_FIRST.length;
  return [...verdicts].sort((a, b) => rank(a) - rank(b));
}

/** @param verdicts worst first */
export function outcomeOf(verdicts: readonly Verdict[]): Pick<Judgement, 'outcome' | 'cause'> {
  if (verdicts.length === 0)
    return { outcome: 'inconclusive', cause: 'there are no gates, so nothing was judged' };
  const meant = new Set(verdicts.filter(({ level }) => level === 'error').map(({ word }) => MEANS[word]));
  const outcome = OUTCOMES.find((candidate) => meant.has(candidate)) ?? 'pass';
  return { outcome, cause: causeOf(outcome, verdicts) };
}

function causeOf(outcome: Outcome, verdicts: readonly Verdict[]): string {
  const gates = verdicts.filter(({ level }) => level === 'error');
  const told = verdicts.filter(({ level, word }) => level === 'warn' && MEANS[word] !== 'pass');
  const aside = told.length === 0 ? '' : `; ${counted(told.length, 'warning')}`;
  if (outcome === 'pass')
    return `${gates.length === 0 ? 'no gate can fail' : gates.length === 1 ? 'the one gate holds' : `all ${gates.length} gates hold`}${aside}`;
  const broken = gates.filter(({ word }) => MEANS[word] === outcome);
  const verb = { failed: 'failed', 'not-comparable': 'cannot be compared', inconclusive: 'inconclusive' }[
    outcome
  ];
  return `${broken.length} of ${counted(gates.length, 'gate')} ${verb}: ${broken[0]!.title}: ${broken[0]!.cause}${aside}`;
}
