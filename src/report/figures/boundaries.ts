import type { BoundaryOutcome } from '../../model/records.ts';
import type { BoundarySummary } from '../../model/summary.ts';
import { variantNamed, type ReportContext, type ReportVariant } from '../../sections/context.ts';

/** From what is wanted to what is not, then what could not be tried. */
export const OUTCOMES = [
  'isolated',
  'shared',
  'leaked',
  'not-testable',
] as const satisfies readonly BoundaryOutcome[];

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
