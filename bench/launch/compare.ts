import { mean } from 'simple-statistics';
import type { Clock } from '../../src/host/clock.ts';
import { pairedRatio, type PairedRatio } from '../../src/stats/paired-ratio.ts';
import { mirroredOrder } from '../mirrored-order.ts';
import type { LaunchSettings } from '../settings.ts';
import type { Arm } from './arm.ts';
import { launchBlock } from './block.ts';

/** One arm's part of one round. */
export interface ArmRound {
  readonly round: number;
  readonly arm: Arm['name'];
  /** Each launch of both blocks, milliseconds. */
  readonly ms: readonly number[];
}

export interface CompareRequest {
  readonly arms: readonly Arm[];
  readonly concurrency: number;
  readonly settings: LaunchSettings;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly progress: (line: string) => void;
}

/**
 * Interleaved rounds until the interval of harness ÷ raw calls is narrow enough, whatever it says, or the
 * time is up.
 */
export async function compareArms(request: CompareRequest): Promise<ArmRound[]> {
  const { arms, concurrency, settings, clock, signal, progress } = request;
  for (const arm of arms) await launchBlock(arm, concurrency, clock); // warms up, not counted
  const begun = clock.now();
  const rounds: ArmRound[] = [];
  for (let round = 0; round < settings.minRounds || clock.now() - begun < settings.budgetMs; round += 1) {
    const times = new Map<Arm, number[]>(arms.map((arm) => [arm, []]));
    for (const arm of mirroredOrder(arms, round)) {
      signal.throwIfAborted();
      times.get(arm)!.push(...(await launchBlock(arm, concurrency, clock)));
    }
    rounds.push(...arms.map((arm): ArmRound => ({ round, arm: arm.name, ms: times.get(arm)! })));
    const ratio = ratioOf(rounds, 'harness', 'raw calls');
    const interval = ratio?.inference?.ci95;
    progress(
      `launches at concurrency ${concurrency}, round ${round + 1}: harness ÷ raw calls ${ratio?.ratio.toFixed(3)}${interval === undefined ? '' : ` [${interval[0].toFixed(3)}, ${interval[1].toFixed(3)}]`}`,
    );
    if (
      round + 1 >= settings.minRounds &&
      interval !== undefined &&
      (interval[1] - interval[0]) / 2 <= settings.precision
    )
      break;
  }
  return rounds;
}

/** Geometric means of each round's launches, paired by round. Undefined when either arm did not take part. */
export function ratioOf(
  rounds: readonly ArmRound[],
  arm: Arm['name'],
  reference: Arm['name'],
): PairedRatio | undefined {
  const means = (name: Arm['name']) =>
    rounds.filter((round) => round.arm === name).map(({ ms }) => geometricMean(ms));
  const references = means(reference);
  if (references.length === 0) return undefined;
  return pairedRatio(means(arm).map((value, round) => [value, references[round] ?? Number.NaN] as const));
}

/** Of all launches of an arm, milliseconds; undefined when it did not take part. */
export function typicalLaunch(rounds: readonly ArmRound[], arm: Arm['name']): number | undefined {
  const all = rounds.filter((round) => round.arm === arm).flatMap(({ ms }) => ms);
  return all.length === 0 ? undefined : geometricMean(all);
}

function geometricMean(values: readonly number[]): number {
  return Math.exp(mean(values.map(Math.log)));
}
