import { watchOwnCost } from './own-cost.ts';
import { startTimeline } from './timeline.ts';
import type { WatchRound } from './watched-round.ts';

/** What the harness itself takes, and how the host's resources move, while a round goes on. */
export const watchRound: WatchRound = (watched) => {
  const cost = watchOwnCost(watched.clock);
  const timeline = startTimeline(watched);
  return async () => {
    await timeline.stop();
    for (const record of cost.take(watched.round, watched.at())) watched.record(record);
  };
};
