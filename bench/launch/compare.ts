import { mean } from 'simple-statistics';
import type { Clock } from '../../src/host/clock.ts';
import { messageOf } from '../../src/model/errors.ts';
import { pairedRatio, type PairedRatio } from '../../src/stats/paired-ratio.ts';
import type { Finding } from '../finding.ts';
import type { LaunchSettings } from '../settings.ts';
import type { Arm, Launched } from './arms.ts';

/** At most 3% longer than the raw calls. */
const RATIO_GOAL = 1.03;

/** The launches of one arm in one round. */
export interface ArmRound {
  readonly round: number;
  readonly arm: Arm['name'];
  /** Each launch, in milliseconds. */
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
 * Measures interleaved rounds until the time is up, or until the interval of harness ÷ raw calls is narrow
 * enough. Only its width counts, not where it lies.
 */
export async function compareArms(request: CompareRequest): Promise<ArmRound[]> {
  const { arms, concurrency, settings, clock, signal, progress } = request;
  for (const arm of arms) await launchBlock(arm, concurrency, clock); // warm-up, not counted
  const startedAt = clock.now();
  const rounds: ArmRound[] = [];
  for (let round = 0; round < settings.minRounds || clock.now() - startedAt < settings.budgetMs; round += 1) {
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

/**
 * The order of one round is ABC CBA, so that drift within a round affects all arms alike. The next round
 * starts with the next arm (BCA ACB), so that none always comes first or always after the same other one.
 */
export function mirroredOrder<T>(arms: readonly T[], round: number): T[] {
  const first = arms.map((_, position) => arms[(position + round) % arms.length]!);
  return [...first, ...first.toReversed()];
}

/**
 * Launches `concurrency` containers at once through one arm and removes them.
 *
 * @returns the milliseconds that each launch took; removals are not included
 */
export async function launchBlock(arm: Arm, concurrency: number, clock: Clock): Promise<number[]> {
  const results = await Promise.allSettled(Array.from({ length: concurrency }, () => timed(arm, clock)));
  const launched = results.filter((result) => result.status === 'fulfilled').map(({ value }) => value);
  await Promise.all(launched.map(({ instance }) => instance[Symbol.asyncDispose]()));
  const failure = results.find((result) => result.status === 'rejected');
  if (failure !== undefined)
    throw new Error(`a launch through ${arm.name} failed: ${messageOf(failure.reason)}`, {
      cause: failure.reason,
    });
  return launched.map(({ ms }) => ms);
}

async function timed(arm: Arm, clock: Clock): Promise<{ readonly instance: Launched; readonly ms: number }> {
  const startedAt = clock.now();
  const instance = await arm.launch();
  return { instance, ms: clock.now() - startedAt };
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

/** Geometric mean of all launches of an arm, in milliseconds; undefined when it did not take part. */
export function typicalLaunch(rounds: readonly ArmRound[], arm: Arm['name']): number | undefined {
  const all = rounds.filter((round) => round.arm === arm).flatMap(({ ms }) => ms);
  return all.length === 0 ? undefined : geometricMean(all);
}

function geometricMean(values: readonly number[]): number {
  return Math.exp(mean(values.map(Math.log)));
}

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
