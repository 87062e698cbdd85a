import { createDockerDriver } from './docker/driver.ts';
import type { Driver, DriverContext } from './driver.ts';
import { createFakeDriver } from './fake/driver.ts';
import { createProcessDriver } from './process/driver.ts';
import { createQemuDriver } from './qemu/driver.ts';

/** Every technology that isodense knows. Adding one is adding a folder and a line here. */
export function createDrivers(context: DriverContext): readonly Driver[] {
  return [
    createProcessDriver(context),
    createDockerDriver(context),
    createQemuDriver(context),
    createFakeDriver(context),
  ] as readonly Driver[];
}
