import type { Judgement, Verdict } from '../model/verdict.ts';
import { visible } from '../model/visible-text.ts';

/**
 * One test case a gate, in the shape that CI servers read (the Surefire report's schema). Undecided gates are
 * skipped, and failures when `strict`; a gate that only warns never fails.
 */
export function renderJunit(scenario: string, { verdicts }: Judgement, strict: boolean): string {
  const cases = verdicts.map((verdict) => ({ verdict, result: resultOf(verdict, strict) }));
  const count = (result: string): number => cases.filter((one) => one.result === result).length;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites><testsuite name="${escaped(`isodense ${scenario}`)}" tests="${cases.length}" failures="${count('failure')}" errors="0" skipped="${count('skipped')}">`,
    ...cases.map(({ verdict, result }) => caseOf(verdict, result)),
    '</testsuite></testsuites>',
    '',
  ].join('\n');
}

type Result = 'passed' | 'failure' | 'skipped';

function resultOf({ word, level }: Verdict, strict: boolean): Result {
  if (word === 'pass' || word === 'improved') return 'passed';
  if (level === 'warn') return 'skipped';
  if (word === 'regressed' || word === 'no-data' || word === 'not-comparable') return 'failure';
  return strict ? 'failure' : 'skipped';
}

function caseOf(verdict: Verdict, result: Result): string {
  const open = `<testcase classname="${escaped(verdict.experiment ?? 'isodense')}" name="${escaped(verdict.title)}">`;
  const said =
    result === 'passed'
      ? `<system-out>${escaped(verdict.cause)}</system-out>`
      : `<${result} message="${escaped(`${verdict.word}: ${verdict.cause}`)}">${result === 'failure' ? escaped(verdict.advice ?? '') : ''}</${result}>`;
  return `${open}${said}</testcase>`;
}

/** What has no place in XML 1.0, escaped or not, is shown as in other texts. */
function escaped(text: string): string {
  return visible(text)
    .replaceAll(/[\uFFFE\uFFFF]/g, '\uFFFD')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
