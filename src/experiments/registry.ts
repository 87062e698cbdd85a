import { boundary } from './boundary/experiment.ts';
import { coexistence } from './coexistence/experiment.ts';
import { density } from './density/experiment.ts';
import type { Experiment } from './experiment.ts';
import { identity } from './identity/experiment.ts';
import { interference } from './interference/experiment.ts';
import { memory } from './memory/experiment.ts';
import { sharing } from './sharing/experiment.ts';
import { startup } from './startup/experiment.ts';

/**
 * Every question that isodense asks, in the order of its reports. Adding one is adding a folder and a line
 * here.
 */
export const experiments = [
  identity,
  startup,
  memory,
  sharing,
  density,
  interference,
  boundary,
  coexistence,
] as readonly Experiment[];
