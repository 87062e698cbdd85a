import { detectableDistance, type TEstimate } from '../stats/t-estimate.ts';
import type { MeasuredWord } from './decide.ts';
import type { Region } from './region.ts';
import { counted } from './wording.ts';

/** Below this, intervals are so wide that only gross changes show (t with four degrees of freedom is 2.8). */
const FEWEST_ROUNDS = 6;
/** Beyond this, nobody waits for the answer. */
const MOST_ROUNDS = 200;

/**
 * What to do about a verdict that rests on an interval; null where nothing is to be done.
 * @param confirmed whether further rounds were taken and pooled since it was red before
 */
export function adviceFor(
  word: MeasuredWord,
  estimate: TEstimate,
  rounds: number,
  region: Region,
  confirmed: boolean,
): string | null {
  const few =
    rounds < FEWEST_ROUNDS
      ? `${counted(rounds, 'round')} ${rounds === 1 ? 'is' : 'are'} few: with --rounds 8 the interval gets much narrower`
      : null;
  switch (word) {
    case 'pass':
    case 'improved':
      return few;
    case 'regressed':
      if (confirmed)
        return 'it is red on further rounds too: look at what changed, or accept it with a new bound or baseline';
      return `confirm it with --confirm, which measures as many rounds again and pools them${few === null ? '' : `; ${few}`}`;
    case 'inconclusive':
      return few ?? moreRounds(estimate, rounds, region);
  }
}

/**
 * How many rounds would leave the bound outside of the interval four times out of five, if the figure is
 * where it seems to be.
 */
function moreRounds(estimate: TEstimate, rounds: number, { low, high }: Region): string {
  const distance = Math.min(Math.abs(estimate.centre - low), Math.abs(estimate.centre - high));
  const needed = Math.ceil(rounds * (detectableDistance(estimate) / distance) ** 2);
  if (!(needed <= MOST_ROUNDS))
    return 'the figure is so near to its bound that no number of rounds decides it soon: widen the bound, or measure on a quieter host';
  return `about ${counted(Math.max(needed, rounds + 2), 'round')} would decide it, if the figure is where it seems to be: run with --rounds ${Math.max(needed, rounds + 2)}`;
}
