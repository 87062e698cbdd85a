import type { RunRecord } from './records.ts';

export interface LaunchCounts {
  readonly attempts: number;
  readonly failures: number;
}

/**
 * Launches attempted in one round, and those that failed: they never became ready, or ended by themselves
 * while they were needed.
 */
export function countLaunches(records: readonly RunRecord[]): LaunchCounts {
  const launches = records.filter((record) => record.kind === 'launch');
  const ended = records
    .filter((record) => record.kind === 'ended')
    .filter(({ expected }) => expected === undefined);
  return {
    attempts: launches.length,
    failures: launches.filter(({ outcome }) => outcome !== 'ready').length + ended.length,
  };
}
