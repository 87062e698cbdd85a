import type { BoundaryOutcome } from '../../model/records.ts';
import { boundaryColumns, boundaryGroups, countOutcomes, OUTCOMES } from '../figures/boundaries.ts';
import type { ReportContext } from '../../sections/context.ts';
import type { Cell, DataTable, Row } from '../../sections/table.ts';

/** Symbol and word: no outcome is told by colour alone. */
export const OUTCOME_WORDS: Readonly<
  Record<BoundaryOutcome, { readonly symbol: string; readonly word: string; readonly meaning: string }>
> = {
  isolated: { symbol: '✓', word: 'isolated', meaning: 'kept apart from the host and from siblings' },
  shared: { symbol: '◐', word: 'shared', meaning: 'the host’s or a sibling’s, by design' },
  leaked: { symbol: '✗', word: 'leaked', meaning: 'it reached something that it should not have' },
  'not-testable': {
    symbol: '–',
    word: 'not testable',
    meaning: 'could not be tried here; the evidence says why',
  },
};

/** How the checks of each variant came out, and which leaked. */
export function boundaryCountTable(context: ReportContext): DataTable {
  const rows = boundaryColumns(context).map(({ variant, counts, checks }): Row => {
    const leaks = [...checks.values()]
      .filter(({ outcome }) => outcome === 'leaked')
      .map(({ check }) => check);
    return {
      variant,
      cells: [
        ...OUTCOMES.map((outcome): Cell => ({
          text: String(counts[outcome]),
          strong: outcome === 'leaked' && counts.leaked > 0,
        })),
        { text: leaks.join(', ') || 'none' },
      ],
    };
  });
  return {
    caption: 'Boundary checks by outcome',
    columns: [
      ...OUTCOMES.map((outcome) => ({
        title: `${OUTCOME_WORDS[outcome].symbol} ${OUTCOME_WORDS[outcome].word}`,
        unit: 'checks',
      })),
      { title: 'What leaked' },
    ],
    rows,
  };
}

/** Every leak with what was seen: the evidence that a text has room for. */
export function leakTable(context: ReportContext): DataTable {
  const rows = boundaryColumns(context).flatMap(({ variant, checks }) =>
    [...checks.values()]
      .filter(({ outcome }) => outcome === 'leaked')
      .map(({ check, title, evidence }): Row => ({
        variant,
        cells: [{ text: check }, { text: title }, { text: evidence }],
      })),
  );
  return {
    caption: 'Leaks and their evidence',
    columns: [{ title: 'Check' }, { title: 'What should hold' }, { title: 'What was seen' }],
    rows,
  };
}

/** Group × variant, each outcome counted: short enough for a text. */
export function boundaryGroupTable(context: ReportContext): DataTable {
  const groups = boundaryGroups(context);
  const rows = boundaryColumns(context).map(({ variant, checks }): Row => ({
    variant,
    cells: groups.map(({ checks: of }) => ({
      text: groupText(of.flatMap(({ check }) => checks.get(check) ?? [])),
    })),
  }));
  return {
    caption: 'Boundary checks by group (✓ isolated, ◐ shared, ✗ leaked, – not testable)',
    columns: groups.map(({ name }) => ({ title: name })),
    rows,
  };
}

/** `✓ 4  ✗ 1`; outcomes that did not occur are left out. */
export function groupText(checks: readonly { readonly outcome: BoundaryOutcome }[]): string {
  const counts = countOutcomes(checks);
  return (
    OUTCOMES.filter((outcome) => counts[outcome] > 0)
      .map((outcome) => `${OUTCOME_WORDS[outcome].symbol} ${counts[outcome]}`)
      .join('  ') || '–'
  );
}
