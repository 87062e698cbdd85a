import type { Driver, DriverContext } from '../drivers/driver.ts';
import { technologies } from '../drivers/registry.ts';
import { monotonicClock } from '../host/clock.ts';
import { openCacheDirectory } from '../host/directories.ts';
import { fileExists } from '../host/files.ts';
import { takeLease } from '../host/lease.ts';
import type { Terminal } from '../host/process-io.ts';
import { createImageTools } from '../image/tools.ts';
import { createLocalHost } from '../probes/local-host.ts';
import { IsodenseError, together } from '../model/errors.ts';
import type { Owner } from '../model/owner.ts';
import { visible } from '../model/visible-text.ts';

/**
 * Drivers with a lease of their own: what they make carries its id and is gone when the workbench is closed.
 */
export interface Workbench extends AsyncDisposable {
  readonly owner: Owner;
  readonly stateDirectory: string;
  readonly drivers: readonly Driver[];
  driverOf(name: string): Driver;
}

/**
 * @param audience who hears what takes a while and what a reader must know; absent where nothing is measured
 */
export function openWorkbench(
  terminal: Terminal,
  verbose: boolean,
  audience: Pick<DriverContext, 'progress' | 'warn'> = {},
): Workbench {
  const cache = openCacheDirectory();
  const lease = takeLease();
  const context: DriverContext = {
    owner: lease.owner,
    clock: monotonicClock,
    stateDirectory: lease.stateDirectory,
    cacheDirectory: cache,
    environment: terminal.environment,
    images: createImageTools(),
    host: createLocalHost(),
    log: (message) => {
      if (verbose) terminal.err.write(`${visible(message)}\n`);
    },
    ...audience,
  };
  const drivers = technologies.map((technology) => technology.open(context));
  return {
    owner: lease.owner,
    stateDirectory: lease.stateDirectory,
    drivers,
    driverOf: (name) => drivers.find(({ technology }) => technology.name === name)!,
    [Symbol.asyncDispose]: async () => {
      const results = await Promise.allSettled(drivers.map((driver) => driver[Symbol.asyncDispose]()));
      const failures = results
        .filter((result) => result.status === 'rejected')
        .map(({ reason }): unknown => reason);
      if (failures.length > 0) throw together(failures);
      lease.release();
      if (fileExists(lease.stateDirectory))
        throw new IsodenseError('internal', `${lease.stateDirectory} still exists after its removal`, {
          hint: 'run isodense sweep',
        });
    },
  };
}
