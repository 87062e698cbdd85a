import type { Instance } from '../drivers/driver.ts';
import type { Clock } from '../host/clock.ts';
import type { RunRecord } from '../model/records.ts';
import type { Nodes } from './nodes.ts';

export interface WatchedRound {
  readonly round: number;
  readonly clock: Clock;
  readonly host: Nodes;
  /** Milliseconds since the run's start. */
  at(): number;
  /** Instances that run at this moment. */
  live(): readonly Instance[];
  record(record: RunRecord): void;
}

/** Watches a round from its beginning; the returned function ends the watching and records what it cost. */
export type WatchRound = (watched: WatchedRound) => () => Promise<void>;
