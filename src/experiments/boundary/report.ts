import { capital, listed } from '../../sections/words.ts';
import { shortName, type ReportContext } from '../../sections/context.ts';
import type { Answer, ExperimentReport, MatrixBlock } from '../../sections/section.ts';
import type { Cell, DataTable, Row } from '../../sections/table.ts';
import {
  boundaryColumns,
  boundaryGroups,
  columnsWith,
  countOutcomes,
  isCoexistence,
  OUTCOMES,
  type BoundaryColumn,
  type BoundaryGroup,
} from '../outcomes.ts';

export const boundaryReport: ExperimentReport = {
  sections: (context) => {
    const columns = boundaryColumns(context);
    if (columns.length === 0) return [];
    const groups = boundaryGroups(context);
    const checks = groups.reduce((sum, group) => sum + group.checks.length, 0);
    return [
      {
        id: 'boundary',
        title: 'Boundary',
        blocks: [
          {
            kind: 'note',
            text: `What an instance sees of the host and of its sibling, and what it can touch: ${checks} checks, each an experiment with its evidence. Nothing here is a score.`,
          },
          { kind: 'table', table: countTable(columns) },
          { kind: 'table', table: groupTable(columns, groups), media: ['document', 'terminal'] },
          { kind: 'table', table: leakTable(columns), media: ['document'] },
          matrix(columns, groups),
          {
            kind: 'note',
            size: 'small',
            text: 'Open an outcome to see its evidence. If a check had different outcomes in different rounds, the worst is shown.',
          },
        ],
      },
    ];
  },
  answers,
  axes: (context) => {
    const of = boundaryColumns(context).map(({ variant, counts }) => [variant.name, counts] as const);
    return of.length === 0 ? [] : [{ kind: 'checks', of: new Map(of) }];
  },
};

function matrix(columns: readonly BoundaryColumn[], groups: readonly BoundaryGroup[]): MatrixBlock {
  const outcomeOf = new Map(OUTCOMES.map((outcome) => [outcome.id, outcome]));
  return {
    kind: 'matrix',
    caption: 'Every check, with evidence',
    variants: columns.map(({ variant }) => variant),
    outcomes: OUTCOMES,
    groups: groups.map(({ name, checks: of }) => ({
      name: capital(name),
      totals: columns.map(({ checks }) => groupText(of.flatMap(({ check }) => checks.get(check) ?? []))),
      rows: of.map(({ check: id, title }) => ({
        id,
        title,
        cells: columns.map(({ checks }) => {
          const check = checks.get(id);
          return check === undefined
            ? undefined
            : { outcome: outcomeOf.get(check.outcome)!, evidence: check.evidence };
        }),
      })),
    })),
  };
}

/** How the checks of each variant came out, and which leaked. */
function countTable(columns: readonly BoundaryColumn[]): DataTable {
  const rows = columns.map(({ variant, counts, checks }): Row => {
    const leaks = [...checks.values()]
      .filter(({ outcome }) => outcome === 'leaked')
      .map(({ check }) => check);
    return {
      variant,
      cells: [
        ...OUTCOMES.map(({ id }): Cell => ({
          text: String(counts[id]),
          strong: id === 'leaked' && counts.leaked > 0,
        })),
        { text: leaks.join(', ') || 'none' },
      ],
    };
  });
  return {
    caption: 'Boundary checks by outcome',
    columns: [
      ...OUTCOMES.map(({ symbol, word }) => ({ title: `${symbol} ${word}`, unit: 'checks' })),
      { title: 'What leaked' },
    ],
    rows,
  };
}

/** Every leak with what was seen: the evidence that a document has room for. */
function leakTable(columns: readonly BoundaryColumn[]): DataTable {
  const rows = columns.flatMap(({ variant, checks }) =>
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

/** Group × variant, each outcome counted: short enough for a terminal. */
function groupTable(columns: readonly BoundaryColumn[], groups: readonly BoundaryGroup[]): DataTable {
  const key = OUTCOMES.map(({ symbol, word }) => `${symbol} ${word}`).join(', ');
  return {
    caption: `Boundary checks by group (${key})`,
    columns: groups.map(({ name }) => ({ title: name })),
    rows: columns.map(({ variant, checks }): Row => ({
      variant,
      cells: groups.map(({ checks: of }) => ({
        text: groupText(of.flatMap(({ check }) => checks.get(check) ?? [])),
      })),
    })),
  };
}

/** `✓ 4  ✗ 1`; outcomes that did not occur are left out. */
function groupText(checks: Parameters<typeof countOutcomes>[0]): string {
  const counts = countOutcomes(checks);
  return (
    OUTCOMES.filter(({ id }) => counts[id] > 0)
      .map(({ id, symbol }) => `${symbol} ${counts[id]}`)
      .join('  ') || '–'
  );
}

/** Who leaked, most first, and who did not. */
function answers(context: ReportContext): Answer[] {
  const columns = columnsWith(context, (check) => !isCoexistence(check));
  if (columns.length === 0) return [];
  const checks = columns.reduce((most, { checks: { size } }) => Math.max(most, size), 0);
  const leaking = columns
    .filter(({ counts }) => counts.leaked > 0)
    .sort((a, b) => b.counts.leaked - a.counts.leaked);
  const tight = listed(
    columns.filter(({ counts }) => counts.leaked === 0).map(({ variant }) => shortName(variant)),
  );
  const leaks = listed(
    leaking.map(
      ({ variant, counts: { leaked } }, index) =>
        `${leaked}${index === 0 ? ' leaked' : ''} in ${shortName(variant)}`,
    ),
  );
  const text =
    leaking.length === 0
      ? `None of ${checks} boundary checks leaked in ${tight}.`
      : `Of ${checks} boundary checks, ${leaks}${tight === '' ? '' : `; none did in ${tight}`}.`;
  return [{ text, importance: 60, estimates: [] }];
}
