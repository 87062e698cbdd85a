import type { Finding } from '../finding.ts';
import { ratioOf, typicalLaunch, type ArmRound } from './compare.ts';

/** Within 3% of the raw calls. */
export const RATIO_GOAL = 1.03;

export function launchFindings(rounds: readonly ArmRound[], concurrency: number): Finding[] {
  const findings: Finding[] = [];
  for (const [reference, goal] of [
    ['raw calls', RATIO_GOAL],
    ['docker run', null],
  ] as const) {
    const ratio = ratioOf(rounds, 'harness', reference);
    if (ratio === undefined) continue;
    findings.push({
      what: `launch, concurrency ${concurrency}: harness ÷ ${reference}`,
      value: ratio.ratio,
      ci95: ratio.inference?.ci95 ?? null,
      unit: 'ratio',
      goal,
      from: `${ratio.pairs} rounds`,
    });
  }
  for (const arm of ['harness', 'raw calls', 'docker run'] as const) {
    const value = typicalLaunch(rounds, arm);
    if (value === undefined) continue;
    const launches = rounds.filter((round) => round.arm === arm).flatMap(({ ms }) => ms).length;
    findings.push({
      what: `launch, concurrency ${concurrency}: ${arm}`,
      value,
      ci95: null,
      unit: 'ms',
      goal: null,
      from: `geometric mean of ${launches}`,
    });
  }
  return findings;
}
