import type { BoundaryOutcome } from '../model/records.ts';
import type { BoundarySummary } from '../model/summary.ts';
import type { Outcome } from '../sections/section.ts';
import { variantNamed, type ReportContext, type ReportVariant } from '../sections/context.ts';

/** From what is wanted to what is not, then what could not be tried. */
export const OUTCOMES: readonly (Outcome & { readonly id: BoundaryOutcome })[] = [
  {
    id: 'isolated',
    symbol: '✓',
    word: 'isolated',
    meaning: 'kept apart from the host and from siblings',
  },
  { id: 'shared', symbol: '◐', word: 'shared', meaning: 'the host’s or a sibling’s, by design' },
  { id: 'leaked', symbol: '✗', word: 'leaked', meaning: 'it reached something that it should not have' },
  {
    id: 'not-testable',
    symbol: '–',
    word: 'not testable',
    meaning: 'could not be tried here; the evidence says why',
  },
];

export type OutcomeCounts = Readonly<Record<BoundaryOutcome, number>>;
type Check = BoundarySummary['checks'][number];

export interface BoundaryColumn {
  readonly variant: ReportVariant;
  readonly checks: ReadonlyMap<string, Check>;
  readonly counts: OutcomeCounts;
}

export interface BoundaryGroup {
  readonly name: string;
  /** In the order of checking. */
  readonly checks: readonly { readonly check: string; readonly title: string }[];
}

/** Every variant whose boundary was checked, in the order of the report. */
export function boundaryColumns(context: ReportContext): BoundaryColumn[] {
  return (context.input.summary.boundaries ?? [])
    .flatMap(({ variant: name, checks }): BoundaryColumn[] => {
      const variant = variantNamed(context, name);
      return variant === undefined
        ? []
        : [
            {
              variant,
              checks: new Map(checks.map((check) => [check.check, check])),
              counts: countOutcomes(checks),
            },
          ];
    })
    .sort((a, b) => a.variant.index - b.variant.index);
}

/** Variants that had any such check, and only these of theirs. */
export function columnsWith(context: ReportContext, wanted: (check: string) => boolean): BoundaryColumn[] {
  return boundaryColumns(context).flatMap((column) => {
    const checks = new Map([...column.checks].filter(([check]) => wanted(check)));
    return checks.size === 0 ? [] : [{ ...column, checks, counts: countOutcomes([...checks.values()]) }];
  });
}

/** Checks by what stands before the dot of their names. */
export function boundaryGroups(context: ReportContext): BoundaryGroup[] {
  const groups = new Map<string, Map<string, string>>();
  for (const { checks } of context.input.summary.boundaries ?? []) {
    for (const { check, title } of checks) {
      const name = check.split('.')[0]!;
      groups.set(name, (groups.get(name) ?? new Map<string, string>()).set(check, title));
    }
  }
  return [...groups].map(([name, checks]) => ({
    name,
    checks: [...checks].map(([check, title]) => ({ check, title })),
  }));
}

export function countOutcomes(checks: readonly Pick<Check, 'outcome'>[]): OutcomeCounts {
  const counts = { isolated: 0, shared: 0, leaked: 0, 'not-testable': 0 };
  for (const { outcome } of checks) counts[outcome] += 1;
  return counts;
}

/** Checks of applications with conflicting needs; all others are about the boundary of an instance. */
export const isCoexistence = (check: string): boolean => check.startsWith(COEXISTENCE_CHECKS);

/** What the names of these checks begin with. */
export const COEXISTENCE_CHECKS = 'versions.';
