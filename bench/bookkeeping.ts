import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { mean } from 'simple-statistics';
import { Bench } from 'tinybench';
import type { LaunchRecord } from '../src/model/records.ts';
import { meanInterval } from '../src/stats/mean-interval.ts';
import { SampleWriter } from '../src/store/sample-writer.ts';
import type { Finding } from './finding.ts';
import type { Arm, Launched } from './launch/arms.ts';
import { mirroredOrder } from './launch/compare.ts';
import type { Settings } from './settings.ts';

/** Percent of a launch by raw calls. */
const SHARE_GOAL = 3;

/** An engine that answers at once and starts nothing, on a thread of its own. */
export interface StubEngine extends AsyncDisposable {
  readonly address: string;
}

export async function startStubEngine(): Promise<StubEngine> {
  const directory = mkdtempSync(join(tmpdir(), 'isodense-bench-'));
  const socket = join(directory, 'engine.sock');
  const worker = new Worker(new URL('stub-engine.js', import.meta.url), { workerData: { socket } });
  await once(worker, 'message');
  return {
    address: `unix://${socket}`,
    [Symbol.asyncDispose]: async () => {
      await worker.terminate();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** One round with the stub engine: milliseconds until all launches of a batch are ready. */
export interface BookkeepingRound {
  readonly harness: number;
  readonly raw: number;
}

/**
 * Times both arms with the stub engine. The difference is the harness's own work (client library, marks,
 * deadline, readiness, lines), without the noise of starting containers.
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
  await round(0); // warm-up, not counted
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

/**
 * The harness's own time, in milliseconds and as a share of a launch by raw calls on the real engine. For a
 * batch it is the time until the last launch is ready, so no single launch takes longer.
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
      what: `harness’s own time, concurrency ${concurrency}: share of a raw launch`,
      value: share(own.mean),
      ci95,
      unit: 'percent',
      goal: SHARE_GOAL,
      from,
    });
  }
  return findings;
}

const RECORD: LaunchRecord = {
  kind: 'launch',
  round: 3,
  instance: 17,
  temperature: 'later',
  outcome: 'ready',
  marks: {
    intended: 1_234.567,
    requested: 1_234.678,
    created: 1_245.789,
    started: 1_456.789,
    firstOutput: 1_457.891,
    ready: 1_458.912,
  },
};

/** The cost of a launch's line in samples.jsonl. A run writes it when the launch is over. */
export async function measureRecordWriting(file: string, iterations: number): Promise<Finding> {
  const writer = new SampleWriter(file);
  const bench = new Bench({ iterations, time: 0, throws: true });
  bench.add('record', () => writer.write(RECORD));
  const [task] = await bench.run();
  if (task?.result.state !== 'completed') throw new Error(`timing the writer ended as ${task?.result.state}`);
  const { p50 } = task.result.latency;
  return {
    what: 'writing the record of one launch',
    value: p50 * 1_000,
    ci95: null,
    unit: 'µs',
    goal: null,
    from: `median of ${iterations}`,
  };
}
