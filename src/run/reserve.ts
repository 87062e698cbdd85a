import { ReserveReached } from '../model/errors.ts';
import { formatBytes } from '../model/units.ts';

/** Memory that a benchmark leaves to the host, whatever it measures: a tenth of it, at least 512 MiB. */
export function memoryReserve(totalBytes: number): number {
  return Math.max(512 * 2 ** 20, totalBytes / 10);
}

/** Throws when another instance could push the host below its reserve. */
export function holdReserve(availableBytes: number, reserveBytes: number): void {
  if (availableBytes >= reserveBytes) return;
  throw new ReserveReached(
    'unavailable',
    `the host has ${formatBytes(availableBytes)} of memory available, and ${formatBytes(reserveBytes)} are reserved for it: no further instance is launched`,
    {
      hint: 'ask for lower densities, or free memory on the host',
    },
  );
}
