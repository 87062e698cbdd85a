import { Bench } from 'tinybench';
import { exitOf, startProcess } from '../host/command.ts';
import type { HostControl } from '../model/host-control.ts';

/** One reading of the untouched host. Milliseconds. */
export interface ControlReading {
  readonly metric: HostControl;
  readonly value: number;
}

/** Takes every control once. */
export type TakeControl = () => Promise<readonly ControlReading[]>;

/** Long enough to be more than a timer's resolution, short enough to be cheap: some 2 ms. */
const QUANTUM = 1_000_000;
/**
 * Of each control; about 60 ms in all. The first ones warm caches and the compiler up and are not counted.
 */
const REPEATS = 12;

/**
 * The same small work before every round, whatever the round measures: a count of arithmetic in this process,
 * and a bare process that does nothing. It moves only when the host does. Medians, so that one collection of
 * garbage or one late tail of the round before does not count.
 */
export const takeHostControl: TakeControl = async () => [
  { metric: 'host.control.work', value: await median(work) },
  { metric: 'host.control.spawn', value: await median(spawnNothing) },
];

async function median(task: () => unknown): Promise<number> {
  const bench = new Bench({ iterations: REPEATS, time: 0, warmupIterations: 3, warmupTime: 0, throws: true });
  bench.add('control', task);
  const [timed] = await bench.run();
  if (timed?.result.state !== 'completed')
    throw new Error(`timing the host control ended as ${timed?.result.state}`);
  return timed.result.latency.p50;
}

function work(): number {
  let state = 1;
  for (let step = 0; step < QUANTUM; step += 1) state = Math.imul(state, 1_664_525) + 1_013_904_223;
  return state;
}

async function spawnNothing(): Promise<void> {
  await exitOf(startProcess('/bin/true', [], { stdio: 'ignore' }));
}
