import { meanInterval } from '../../src/stats/mean-interval.ts';
import type { Finding } from '../finding.ts';
import type { BookkeepingRound } from './measure.ts';

/** 3% of a launch with the raw calls. */
const SHARE_GOAL = 3;

/**
 * The harness's own time, as such and as a share of the raw calls on the real engine. For a batch it is the
 * time until the last is ready, which no single launch of the batch exceeds.
 */
export function bookkeepingFindings(
  rounds: readonly BookkeepingRound[],
  concurrency: number,
  rawLaunchMs: number | undefined,
): Finding[] {
  const own = meanInterval(rounds.map(({ harness, raw }) => harness - raw));
  if (own === undefined) return [];
  const launches = concurrency === 1 ? 'one launch' : `${concurrency} launches at once`;
  const from = `${rounds.length} rounds`;
  const findings: Finding[] = [
    {
      what: `harness minus raw calls, ${launches}, engine stubbed`,
      value: own.mean,
      ci95: own.ci95,
      unit: 'ms',
      goal: null,
      from,
    },
  ];
  if (rawLaunchMs !== undefined) {
    const share = (ms: number) => (ms / rawLaunchMs) * 100;
    const ci95 = own.ci95 === null ? null : ([share(own.ci95[0]), share(own.ci95[1])] as const);
    findings.push({
      what: `harness’s own time, concurrency ${concurrency}, of a raw launch`,
      value: share(own.mean),
      ci95,
      unit: 'percent',
      goal: SHARE_GOAL,
      from,
    });
  }
  return findings;
}
