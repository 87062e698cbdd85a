import { cellKey } from '../../model/plan.ts';
import type { Judgement, MeasuredVerdict, NoiseFloor, Verdict } from '../../model/verdict.ts';
import type { ForestRow } from '../../sections/forest-row.ts';
import { signOf } from '../verdicts.ts';
import { describePoint } from '../../sections/select.ts';

export interface ForestNames {
  readonly nameOf?: (variant: string) => string;
  /** How a page calls the run that is judged, and what it is compared with. */
  readonly sides?: readonly [candidate: string, reference: string] | undefined;
}

/**
 * Every verdict on a ratio as a row, worst first, with what its gate accepts and what the same thing twice
 * came to in its cell.
 */
export function forestOfJudgement(
  { verdicts, noise }: Judgement,
  { nameOf = (variant) => variant, sides }: ForestNames = {},
): ForestRow[] {
  return verdicts.filter(isChange).map((verdict): ForestRow => {
    const { subject, ratio, ci95, accepted, word, level } = { ...verdict, ratio: verdict.estimate };
    const floor = noiseOf(verdict, noise);
    return {
      name: subject,
      detail: `${sidesOf(verdict, nameOf, sides)}, ${describePoint(verdict)}`,
      ratio,
      ci95,
      ...(accepted.every((bound) => bound === null) ? {} : { accepted }),
      ...(floor === undefined ? {} : { noise: floor }),
      sign: signOf(word),
      word: level === 'warn' ? `${word} (warns only)` : word,
    };
  });
}

/**
 * A bound on a metric that is a quotient has its unit and is no change; nor is a difference, where not all
 * values are positive.
 */
function isChange(verdict: Verdict): verdict is MeasuredVerdict {
  if (verdict.kind !== 'measured') return false;
  const { unit, against, metricUnit, estimate, candidate, reference } = verdict;
  if (unit !== 'ratio' || against.kind === 'bound') return false;
  if (metricUnit !== 'ratio' || reference === null) return true;
  return Math.abs(estimate * reference - candidate) < 1e-6 * Math.abs(candidate);
}

function sidesOf(
  { variant, against }: Verdict,
  nameOf: (variant: string) => string,
  sides: ForestNames['sides'],
): string {
  if (against.kind === 'variant') return `${nameOf(variant)} ÷ ${nameOf(against.name)}`;
  return sides === undefined
    ? `${nameOf(variant)} ÷ baseline`
    : `${nameOf(variant)}, ${sides[0]} ÷ ${sides[1]}`;
}

/**
 * Of the cell that the verdict is of. The twin's own row asks this very question and has no band beside it.
 */
function noiseOf(
  { subject, experiment, density, parameters, variant }: MeasuredVerdict,
  floors: readonly NoiseFloor[],
): readonly [low: number, high: number] | undefined {
  const key = cellKey({ experiment, variant: '', density, parameters });
  return (
    floors.find(
      (floor) =>
        floor.metric === subject && floor.twin !== variant && cellKey({ ...floor, variant: '' }) === key,
    )?.ci95 ?? undefined
  );
}
