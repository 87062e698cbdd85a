import type { RoundMemory } from '../experiments/experiment.ts';
import { ReserveReached } from '../model/errors.ts';
import { formatBytes } from '../model/units.ts';

/** Memory that a benchmark leaves to the host, whatever it measures: a tenth of it, at least 512 MiB. */
export function memoryReserve(totalBytes: number): number {
  return Math.max(512 * 2 ** 20, totalBytes / 10);
}

/** Throws when another instance could push the host below its reserve. */
export function holdReserve({ nodes }: RoundMemory): void {
  const short = nodes.find(({ availableBytes, reserveBytes }) => availableBytes < reserveBytes);
  if (short === undefined) return;
  const { node, availableBytes, reserveBytes } = short;
  throw new ReserveReached(
    'unavailable',
    `${nodes.length === 1 ? 'the host' : `node ${node}`} has ${formatBytes(availableBytes)} of memory available, and ${formatBytes(reserveBytes)} are reserved for it: no further instance is launched`,
    {
      hint: 'ask for lower densities, or free memory on the host',
    },
  );
}
