import { holmAdjusted } from '../stats/holm.ts';
import type { Finding } from './finding.ts';

/** Level of one one-sided test: the side of a 95% interval. */
const LEVEL = 0.025;

/**
 * Holm over every gate that rests on an interval: of many gates on a run in which nothing changed, one would
 * be red by chance sooner or later. REGRESSED stays only below the level after adjustment; what loses it is
 * inconclusive and says so.
 */
export function withMultiplicity(findings: readonly Finding[]): Finding[] {
  const tested = findings.filter(({ verdict }) => verdict.p !== null);
  const adjusted = new Map(
    holmAdjusted(tested.map(({ verdict }) => verdict.p!)).map((value, index) => [tested[index]!, value]),
  );
  return findings.map((finding) => {
    const adjustedP = adjusted.get(finding);
    if (adjustedP === undefined) return finding;
    const verdict = { ...finding.verdict, adjustedP };
    if (verdict.word !== 'regressed' || adjustedP < LEVEL || tested.length === 1)
      return { ...finding, verdict };
    const cause = `${verdict.cause}; beyond it by itself (p ${pText(verdict.p!)}), but not with ${tested.length} gates judged at once (p ${pText(adjustedP)} after Holm's correction, ${LEVEL} is needed)`;
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
