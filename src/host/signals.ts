import { constants } from 'node:os';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export type StopSignal = (typeof SIGNALS)[number];

/** Calls back for each request to stop, until the returned function is called. */
export function onStopSignal(listener: (signal: StopSignal) => void): () => void {
  for (const signal of SIGNALS) process.on(signal, listener);
  return () => {
    for (const signal of SIGNALS) process.off(signal, listener);
  };
}

/**
 * The signal that an exit code above 128 stands for, by the convention of shells and engines: 137 is
 * SIGKILL.
 */
export function signalOfExitCode(code: number): NodeJS.Signals | undefined {
  const entry = Object.entries(constants.signals).find(([, number]) => number === code - 128);
  return entry?.[0] as NodeJS.Signals | undefined;
}

/** The exit code for a signal, by the convention of shells and engines: SIGKILL is 137. */
export function exitCodeOfSignal(signal: NodeJS.Signals): number {
  return 128 + constants.signals[signal];
}

/**
 * A signal by name or number, as images specify it: `SIGQUIT`, `quit`, `3`; undefined if this host does not
 * have it.
 */
export function signalOf(text: string): NodeJS.Signals | undefined {
  const known = Object.entries(constants.signals) as [NodeJS.Signals, number][];
  const name = text.toUpperCase().replace(/^(SIG)?/, 'SIG');
  return known.find(([signal, number]) => signal === name || String(number) === text)?.[0];
}
