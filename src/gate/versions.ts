import type { Baseline } from '../model/baseline.ts';
import { own } from '../model/own.ts';
import type { Summary } from '../model/summary.ts';
import type { TestbedDifference } from '../model/verdict.ts';

type Versions = Readonly<Record<string, string>>;

/**
 * Versions of what ran each variant that differ from the baseline's. Never decisive: a new version is often
 * what is being tested.
 */
export function versionDifferences({ variants }: Summary, { sessions }: Baseline): TestbedDifference[] {
  return variants.flatMap(({ name, versions }) => {
    const earlier = sessions
      .map((session) => own(session.versions, name))
      .filter((known): known is Versions => known !== undefined);
    if (earlier.length === 0) return [];
    const facts = [...new Set([versions, ...earlier].flatMap((known) => Object.keys(known)))].sort();
    return facts
      .map((fact) => ({
        fact: `${fact} of ${name}`,
        here: own(versions, fact) ?? 'none',
        there: distinct(earlier.map((known) => own(known, fact) ?? 'none')),
        decisive: false,
      }))
      .filter(({ here, there }) => here !== there);
  });
}

function distinct(texts: readonly string[]): string {
  return [...new Set(texts)].join(' or ');
}
