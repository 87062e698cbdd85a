import { boundary } from './boundary/experiment.ts';
import { coexistence } from './coexistence/experiment.ts';
import { density } from './density/experiment.ts';
import type { ExperimentReport } from '../sections/section.ts';
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
  startup,
  density,
  memory,
  sharing,
  interference,
  boundary,
  identity,
  coexistence,
] as readonly Experiment[];

/** What they add to reports, in the same order. */
export const reports: readonly ExperimentReport[] = experiments.flatMap(({ report }) => report ?? []);
