import { mean } from 'simple-statistics';
import { Bench } from 'tinybench';
import type { Settings } from '../settings.ts';
import type { Arm, Launched } from '../launch/arm.ts';
import { mirroredOrder } from '../mirrored-order.ts';

/**
 * One round at one concurrency against the stub engine: milliseconds until all `concurrency` launches are
 * ready.
 */
export interface BookkeepingRound {
  readonly harness: number;
  readonly raw: number;
}

/**
 * Times both arms against an engine that answers at once. The difference is what the harness does beyond the
 * raw calls (client library, marks, deadline, readiness, lines), without the noise of containers being
 * started.
 */
export async function measureBookkeeping(
  harness: Arm,
  raw: Arm,
  concurrency: number,
  settings: Settings['bookkeeping'],
  signal: AbortSignal,
): Promise<BookkeepingRound[]> {
  const round = async (index: number): Promise<BookkeepingRound> => {
    const times = new Map<Arm, number[]>([
      [harness, []],
      [raw, []],
    ]);
    for (const arm of mirroredOrder([harness, raw], index)) {
      signal.throwIfAborted();
      times.get(arm)!.push(await medianBatch(arm, concurrency, settings.iterations));
    }
    return { harness: mean(times.get(harness)!), raw: mean(times.get(raw)!) };
  };
  await round(0); // lets the compiler see the code first; not counted
  const rounds: BookkeepingRound[] = [];
  for (let index = 0; index < settings.rounds; index += 1) rounds.push(await round(index));
  return rounds;
}

async function medianBatch(arm: Arm, concurrency: number, iterations: number): Promise<number> {
  let launched: readonly Launched[] = [];
  const bench = new Bench({ iterations, time: 0, warmup: false, throws: true });
  bench.add(
    arm.name,
    async () => {
      launched = await Promise.all(Array.from({ length: concurrency }, () => arm.launch()));
    },
    {
      afterEach: async () => {
        await Promise.all(launched.map((instance) => instance[Symbol.asyncDispose]()));
      },
    },
  );
  const [task] = await bench.run();
  if (task?.result.state !== 'completed')
    throw new Error(`timing ${arm.name} ended as ${task?.result.state}`);
  return task.result.latency.p50;
}
