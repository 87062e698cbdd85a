import { monotonicClock, wallClock } from '../host/clock.ts';
import type { Terminal } from '../host/process-io.ts';
import { RUN_SCHEMA_VERSION } from '../model/manifest.ts';
import type { Plan } from '../model/plan.ts';
import type { Scenario } from '../model/scenario.ts';
import { RunDirectory } from '../store/run-directory.ts';
import { readTestbed } from '../store/testbed.ts';
import { measure } from './measure.ts';
import type { Turn } from './measuring-turn.ts';
import { RunJournal } from './run-journal.ts';
import { runPath, type RunOptions } from './run-options.ts';
import { toolVersion } from './version.ts';

export interface NewRun {
  readonly scenario: Scenario;
  readonly planFor: (variants: readonly string[]) => Plan;
  readonly seed: number;
  /** As the user named it. */
  readonly file: string;
  readonly text: string;
  /** The command that reproduces it. */
  readonly command: string;
}

/**
 * Measures into a directory of its own. What goes wrong while measuring is given back, so that what was
 * measured before it is still rendered.
 */
export async function startRun(
  { scenario, planFor, seed, file, text, command }: NewRun,
  turn: Turn,
  signal: AbortSignal,
  options: RunOptions,
  terminal: Terminal,
): Promise<{ readonly path: string; readonly failure: unknown }> {
  const startedAt = wallClock();
  const start = monotonicClock.now();
  using directory = RunDirectory.create(
    runPath(terminal.directory, options.out, scenario.name, startedAt),
    options.out !== undefined,
  );
  const journal = new RunJournal(directory, {
    schemaVersion: RUN_SCHEMA_VERSION,
    tool: { name: 'isodense', version: toolVersion() },
    id: '',
    command,
    seed,
    scenarioFile: file,
    scenarioText: text,
    scenario,
    image: null,
    testbed: await readTestbed(),
    variants: [],
    startedAt,
    endedAt: null,
    completeness: 'running',
  });
  const failure = journal.incompleteness(
    await measure({ scenario, planFor }, journal, signal, options, terminal),
  );
  journal.warn(turn.warnings(), monotonicClock.now() - start);
  journal.end(signal, failure);
  return { path: directory.path, failure };
}
