import { signalOfExitCode } from '../host/signals.ts';
import type { InstanceEnd } from '../model/records.ts';

export const OUT_OF_MEMORY = 'out of memory';

/** How a workload ended, from the exit code that a shell or an engine reports. */
export function endOfCode(code: number, outOfMemory = false): InstanceEnd {
  const signal = signalOfExitCode(code) ?? null;
  return {
    code,
    signal,
    reason: withMemory(
      signal === null ? `exit ${code}` : `exit ${code}, ${signal}`,
      outOfMemory && code !== 0,
    ),
  };
}

/** How a process of the host ended. */
export function endOfProcess(
  { code, signal }: { readonly code: number | null; readonly signal: string | null },
  outOfMemory: boolean,
): InstanceEnd {
  if (signal === null) return { code, signal, reason: withMemory(`exit ${code}`, outOfMemory && code !== 0) };
  return { code, signal, reason: outOfMemory ? withMemory(signal, true) : `killed by ${signal}` };
}

/**
 * A workload can outlive a process of its own that the kernel killed, and then end well: that is no end by
 * memory.
 */
function withMemory(how: string, outOfMemory: boolean): string {
  return outOfMemory ? `${OUT_OF_MEMORY} (${how})` : how;
}
