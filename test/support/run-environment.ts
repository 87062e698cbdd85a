import type { RunEnvironment } from '../../src/run/environment.ts';
import { VirtualClock } from './virtual-clock.ts';

/** Virtual time, no reserve, and nobody who watches or controls: but for what a test says. */
export function runEnvironment(changes: Partial<RunEnvironment> = {}): RunEnvironment {
  return {
    clock: new VirtualClock(),
    runStart: 0,
    signal: new AbortController().signal,
    emit: () => {},
    reserveOf: () => 0,
    takeControl: async () => [],
    watchRound: () => async () => {},
    openWitness: async () => undefined,
    halfWidthOf: () => undefined,
    ...changes,
  };
}
