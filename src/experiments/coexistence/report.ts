import { shortName, type ReportContext } from '../../sections/context.ts';
import type { Answer, ExperimentReport } from '../../sections/section.ts';
import { listed } from '../../sections/words.ts';
import { COEXISTENCE_CHECKS, columnsWith, isCoexistence } from '../outcomes.ts';

/** Its checks stand among those of the boundary; here is what they say together. */
export const coexistenceReport: ExperimentReport = { sections: () => [], answers };

/** Who let every application work beside the others, and who did not. */
function answers(context: ReportContext): Answer[] {
  const columns = columnsWith(context, isCoexistence);
  const [first] = columns;
  if (first === undefined) return [];
  const failing = columns.filter(({ counts }) => counts.isolated < first.checks.size);
  const together = columns.filter((column) => !failing.includes(column));
  const failures = failing.map(({ variant, checks }) => {
    const names = [...checks.values()].flatMap(({ check, outcome }) =>
      outcome === 'isolated' ? [] : [check.slice(COEXISTENCE_CHECKS.length)],
    );
    return `${listed(names)} did not in ${shortName(variant)}`;
  });
  const start = `${first.checks.size} applications with conflicting needs`;
  const works = listed(together.map(({ variant }) => shortName(variant)));
  const text =
    together.length === 0
      ? `Of ${start}, ${listed(failures)}.`
      : `${start} worked side by side in ${works}${failures.length === 0 ? '' : `; ${listed(failures)}`}.`;
  return [{ text, importance: 70, estimates: [] }];
}
