import { dockerTechnology } from './docker/driver.ts';
import type { Technology } from './driver.ts';
import { fakeTechnology } from './fake/driver.ts';
import { processTechnology } from './process/driver.ts';
import { qemuTechnology } from './qemu/driver.ts';

/** Every technology that isodense knows. Adding one is adding a folder and a line here. */
export const technologies = [
  processTechnology,
  dockerTechnology,
  qemuTechnology,
  fakeTechnology,
] as readonly Technology[];
