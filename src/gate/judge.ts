import type { Baseline } from '../model/baseline.ts';
import type { GateRule } from '../model/gate.ts';
import type { Summary } from '../model/summary.ts';
import type { Testbed } from '../model/testbed.ts';
import { counted } from '../model/units.ts';
import type { Judgement, Outcome, TestbedDifference, Verdict, VerdictWord } from '../model/verdict.ts';
import { holmAdjusted } from '../stats/holm.ts';
import { judgeAgainstBaseline } from './against-baseline.ts';
import type { Finding } from './finding.ts';
import { noiseFloors, withReliability } from './reliability.ts';
import { compareTestbeds, versionDifferences } from './testbeds.ts';
import { judgeAbsolute, judgeOverVariant } from './within-run.ts';
import { judgeBoundary, judgeSuccess } from './without-series.ts';

interface JudgeInput {
  readonly summary: Summary;
  readonly rules: readonly GateRule[];
  /** Where the run was made. */
  readonly testbed: Testbed;
  readonly baseline?: Baseline | undefined;
}

/**
 * Every rule on every series that it speaks of, judged together. Pure: the same input gives the same
 * judgement. A rule that matches nothing is a verdict too, and it fails. Without a baseline, rules that need
 * one have no data.
 */
export function judge({ summary, rules, testbed, baseline }: JudgeInput): Judgement {
  const differences =
    baseline === undefined
      ? []
      : [...compareTestbeds(testbed, baseline.testbed), ...versionDifferences(summary, baseline)];
  const findings = withMultiplicity(
    rules.flatMap((rule) => findingsOf(rule, summary, baseline, differences)),
  );
  const noise = noiseFloors(
    summary,
    new Set(rules.flatMap((rule) => ('metric' in rule ? [rule.metric] : []))),
  );
  const verdicts = worstFirst(
    findings.map((finding) => withReliability(finding, noise, summary, baseline).verdict),
  );
  return {
    ...outcomeOf(verdicts),
    verdicts,
    noise,
    baseline:
      baseline === undefined
        ? null
        : { name: baseline.scenario, sessions: baseline.sessions.length, differences },
  };
}

function findingsOf(
  rule: GateRule,
  summary: Summary,
  baseline: Baseline | undefined,
  differences: readonly TestbedDifference[],
): Finding[] {
  switch (rule.kind) {
    case 'ratio':
      return judgeOverVariant(rule, summary);
    case 'regression':
      return rule.over === undefined
        ? judgeAgainstBaseline(rule, summary, baseline, differences)
        : judgeOverVariant({ ...rule, over: rule.over }, summary);
    case 'absolute':
      return judgeAbsolute(rule, summary);
    case 'success':
      return judgeSuccess(rule, summary);
    case 'boundary':
      return judgeBoundary(rule, summary);
  }
}

/** Level of one one-sided test: the side of a 95% interval. */
const LEVEL = 0.025;

/**
 * Holm over every gate that rests on an interval: of many gates on a run in which nothing changed, one would
 * be red by chance sooner or later. REGRESSED stays only below the level after adjustment; what loses it is
 * inconclusive and says so.
 */
function withMultiplicity(findings: readonly Finding[]): Finding[] {
  const tested = findings.flatMap(({ verdict }) =>
    verdict.kind === 'measured' && verdict.p !== null ? [{ verdict, p: verdict.p }] : [],
  );
  const adjusted = new Map(
    holmAdjusted(tested.map(({ p }) => p)).map((value, index) => [tested[index]!.verdict, value]),
  );
  return findings.map((finding) => {
    if (finding.footing === null) return finding;
    const adjustedP = adjusted.get(finding.verdict);
    if (adjustedP === undefined) return finding;
    const verdict = { ...finding.verdict, adjustedP };
    if (verdict.word !== 'regressed' || adjustedP < LEVEL || tested.length === 1)
      return { ...finding, verdict };
    const cause = `${verdict.cause}; significant by itself (p ${pText(verdict.p!)}), but not among ${tested.length} gates judged together (p ${pText(adjustedP)} after Holm's correction, ${LEVEL} is needed)`;
    return {
      ...finding,
      verdict: {
        ...verdict,
        word: 'inconclusive',
        cause,
        advice: 'measure more rounds (isodense run --rounds), or judge fewer gates at once',
      },
    };
  });
}

function pText(p: number): string {
  return p < 0.001 ? 'below 0.001' : p.toPrecision(2);
}

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
function worstFirst(verdicts: readonly Verdict[]): Verdict[] {
  const rank = ({ word, level }: Verdict): number =>
    WORST_FIRST.indexOf(word) + (MEANS[word] === 'pass' ? 2 : level === 'error' ? 0 : 1) * WORST_FIRST.length;
  return [...verdicts].sort((a, b) => rank(a) - rank(b));
}

/** @param verdicts worst first */
function outcomeOf(verdicts: readonly Verdict[]): Pick<Judgement, 'outcome' | 'cause'> {
  if (verdicts.length === 0)
    return { outcome: 'inconclusive', cause: 'there are no gates, so nothing was judged' };
  const meant = new Set(verdicts.filter(({ level }) => level === 'error').map(({ word }) => MEANS[word]));
  const outcome = OUTCOMES.find((candidate) => meant.has(candidate)) ?? 'pass';
  return { outcome, cause: outcomeSentence(outcome, verdicts) };
}

function outcomeSentence(outcome: Outcome, verdicts: readonly Verdict[]): string {
  const gates = verdicts.filter(({ level }) => level === 'error');
  const told = verdicts.filter(({ level, word }) => level === 'warn' && MEANS[word] !== 'pass');
  const aside = told.length === 0 ? '' : `; ${counted(told.length, 'warning')}`;
  if (outcome === 'pass')
    return `${gates.length === 0 ? 'no gate can fail' : gates.length === 1 ? 'the only gate holds' : `all ${gates.length} gates hold`}${aside}`;
  const broken = gates.filter(({ word }) => MEANS[word] === outcome);
  const verb = { failed: 'failed', 'not-comparable': 'cannot be compared', inconclusive: 'inconclusive' }[
    outcome
  ];
  return `${broken.length} of ${counted(gates.length, 'gate')} ${verb}: ${broken[0]!.title}: ${broken[0]!.cause}${aside}`;
}

/**
 * Experiments of which more rounds could confirm a red verdict or reverse it: those that a regressed gate
 * of level `error` rests on. Missing data and boundary outcomes are what they are, however often they are
 * looked at.
 *
 * @param measured experiments of the run
 * @param counting experiments whose launches gates on success count
 */
export function experimentsToConfirm(
  { verdicts }: Judgement,
  measured: ReadonlySet<string>,
  counting: readonly string[],
): string[] {
  const red = verdicts.filter(
    ({ word, level, rule }) => word === 'regressed' && level === 'error' && rule.kind !== 'boundary',
  );
  const named = red.flatMap(({ experiment }) => (experiment === null ? counting : [experiment]));
  return [...new Set(named)].filter((name) => measured.has(name));
}
