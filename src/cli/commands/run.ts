import { join } from 'node:path';
import type { Experiment } from '../../experiments/experiment.ts';
import { experiments } from '../../experiments/registry.ts';
import { monotonicClock, wallClock } from '../../host/clock.ts';
import type { Terminal } from '../../host/process-io.ts';
import { hostWalls } from '../../host/walls.ts';
import { openWitness } from '../../host/witness.ts';
import { IsodenseError } from '../../model/errors.ts';
import { RUN_SCHEMA_VERSION, type RunManifest } from '../../model/manifest.ts';
import type { Plan } from '../../model/plan.ts';
import type { RunRecord } from '../../model/records.ts';
import type { ReportInput } from '../../model/run-data.ts';
import type { ImageSource, Scenario, Workload } from '../../model/scenario.ts';
import { createHostProbes } from '../../probes/host-probes.ts';
import { renderJson } from '../../report/json.ts';
import { renderTerminal } from '../../report/terminal.ts';
import type { Earlier } from '../../run/resume.ts';
import { run } from '../../run/run.ts';
import { takeHostControl } from '../../run/host-control.ts';
import { watchRound } from '../../run/watch-round.ts';
import { select } from '../../scenario/selection.ts';
import { FILES, RunDirectory } from '../../store/run-directory.ts';
import { readTestbed } from '../../store/testbed.ts';
import { describeError } from '../describe-error.ts';
import { EXIT } from '../exit-codes.ts';
import { halfWidthOf } from '../half-width.ts';
import { watchInterruption, type Interruption } from '../interrupt.ts';
import { loadScenario } from '../load-scenario.ts';
import { planScenario } from '../plan-scenario.ts';
import { prepareImages } from '../prepare-images.ts';
import { printPlan } from '../print-plan.ts';
import { createDisplay } from '../progress/display.ts';
import { renderRun } from '../render-run.ts';
import { RunJournal } from '../run-journal.ts';
import { randomSeed, reproduction, runPath, type RunOptions } from '../run-options.ts';
import { toolVersion } from '../version.ts';
import { describeDrivers, openWorkbench } from '../workbench.ts';

/** The builtin image's own readiness, whatever the scenario's image is. */
const BUILTIN_WORKLOAD: Workload = { ready: { kind: 'log', text: 'READY' }, timeoutMs: 60_000, env: {} };

/** Measures a scenario: checks, runs, stores, renders and prints. Resolves with the exit code. */
export async function runCommand(file: string, options: RunOptions, terminal: Terminal): Promise<number> {
  const loaded = loadScenario(file, terminal.directory, describeDrivers(terminal));
  const filters = { variants: options.only, experiments: options.experiment, rounds: options.rounds };
  const scenario = select(loaded.scenario, filters);
  const seed = options.seed ?? randomSeed();
  const planFor = (variants: readonly string[]): Plan => planScenario(scenario, variants, seed, filters);
  if (options.dryRun === true) {
    printPlan(planFor(scenario.variants.map(({ name }) => name)), options.json === true, terminal);
    return EXIT.pass;
  }

  const startedAt = wallClock();
  const directory = RunDirectory.create(runPath(terminal.directory, options.out, scenario.name, startedAt));
  using interruption = watchInterruption(terminal);
  const journal = new RunJournal(directory, {
    schemaVersion: RUN_SCHEMA_VERSION,
    tool: { name: 'isodense', version: toolVersion() },
    id: '',
    command: reproduction(file, options, seed),
    seed,
    scenarioFile: file,
    scenarioText: loaded.text,
    scenario,
    image: null,
    testbed: await readTestbed(),
    variants: [],
    startedAt,
    endedAt: null,
    completeness: 'running',
  });
  const failure = await measure({ scenario, planFor }, journal, interruption.signal, options, terminal);
  journal.end(interruption.signal, failure);
  return conclude(renderRun(directory.path), failure, interruption, options, terminal);
}

export interface Measurement {
  readonly scenario: Scenario;
  readonly planFor: (variants: readonly string[]) => Plan;
  /** What was done before the run was cut off, where it is a resumed one. */
  readonly earlier?: Earlier;
}

/** Resolves with what went wrong, so that what was measured before it is still rendered. */
export async function measure({ scenario, planFor, earlier }: Measurement, journal: RunJournal, signal: AbortSignal, options: RunOptions, terminal: Terminal): Promise<unknown> {
  using display = createDisplay(terminal, experiments, monotonicClock, options.quiet === true);
  try {
    await using workbench = openWorkbench(terminal, options.verbose === true);
    const images = await prepareImages(scenario.image, asksFor(scenario, 'neighbours'), imagesOf(scenario), scenario.variants, workbench, signal);
    const records: RunRecord[] = [...(earlier?.records ?? [])];
    const { description, digest, config, foreign } = images.workload;
    const image: RunManifest['image'] = { description, digest, architecture: config.architecture, foreign };
    journal.write({ id: workbench.owner.id, image });
    await run({
      scenario,
      experiments,
      driverOf: (name) => workbench.driverOf(name),
      images,
      builtinWorkload: BUILTIN_WORKLOAD,
      planFor,
      probes: createHostProbes(),
      hostWalls,
      earlier,
      openWitness: () => openWitness(workbench.stateDirectory),
      watchRound,
      takeControl: takeHostControl,
      halfWidthOf: (name) => halfWidthOf(name, scenario, records),
      clock: monotonicClock,
      runStart: monotonicClock.now() - (earlier?.elapsedMs ?? 0),
      requireAll: options.requireAll === true,
      signal,
      emit: (event) => {
        journal.note(event);
        if (event.kind === 'record' && scenario.experiments.some(({ precision }) => precision !== undefined)) records.push(event.record);
        display.show(event);
      },
    });
    return undefined;
  } catch (error) {
    return error;
  }
}

/** Whether one of the scenario's experiments launches that image. */
function asksFor(scenario: Scenario, image: Experiment['image']): boolean {
  return scenario.experiments.some((asked) => experiments.find(({ name }) => name === asked.name)?.image === image);
}

/** Images that the scenario's experiments bring along. */
function imagesOf(scenario: Scenario): Readonly<Record<string, ImageSource>> {
  return Object.assign({}, ...scenario.experiments.map((asked) => experiments.find(({ name }) => name === asked.name)?.images?.(asked.options) ?? {})) as Readonly<Record<string, ImageSource>>;
}

/** Prints the summary, and gives the exit code. */
export function conclude(input: ReportInput, failure: unknown, interruption: Interruption, options: RunOptions, terminal: Terminal): number {
  const report = join(input.directory, FILES.html);
  const interrupted = interruption.signal.aborted;
  if (failure instanceof Error && !interrupted) throw failure;
  if (failure !== undefined && !isInterruption(failure)) terminal.err.write(`${describeError(failure, options.verbose === true)}\n  → run isodense sweep if something remains\n`);
  terminal.out.write(options.json === true ? renderJson(input.summary) : `${renderTerminal(input, { colour: terminal.colour, width: terminal.width })}\n`);
  terminal.err.write(`${interrupted ? 'Interrupted; what was measured is kept.' : 'Done.'} Report: ${report}\n`);
  if (!interrupted && (input.manifest.scenario.gates ?? []).length > 0) terminal.err.write(`It is not judged yet: isodense gate ${input.directory}\n`);
  if (interrupted) return interruption.exitCode() ?? EXIT.interrupted;
  if (input.summary.series.length === 0 && input.summary.identities.length === 0) {
    throw new IsodenseError('internal', 'no round gave a figure', { hint: `see the warnings in ${report}` });
  }
  return EXIT.pass;
}

/** What an abort ends is rejected with its reason, or with an AbortError; anything else went wrong while tearing down. */
function isInterruption(error: unknown): boolean {
  return (error instanceof IsodenseError && error.kind === 'interrupted') || (error instanceof Error && error.name === 'AbortError');
}
