import { join, resolve } from 'node:path';
import { experiments } from '../../experiments/registry.ts';
import { monotonicClock } from '../../host/clock.ts';
import { wallClock } from '../../host/clock.ts';
import type { Terminal } from '../../host/process-io.ts';
import { prepareImage } from '../../image/prepare.ts';
import { IsodenseError, messageOf } from '../../model/errors.ts';
import type { RunEvent } from '../../model/events.ts';
import { RUN_SCHEMA_VERSION, type RunManifest } from '../../model/manifest.ts';
import { cellKey, type Plan } from '../../model/plan.ts';
import type { Scenario, Workload } from '../../model/scenario.ts';
import { createHostProbes } from '../../probes/host-probes.ts';
import { renderTerminal } from '../../report/terminal.ts';
import { renderJson } from '../../report/json.ts';
import { watchOwnCost } from '../../run/own-cost.ts';
import { run } from '../../run/run.ts';
import type { Images } from '../../run/sessions.ts';
import { checkSelection } from '../../scenario/selection.ts';
import { FILES, RunDirectory } from '../../store/run-directory.ts';
import { readTestbed } from '../../store/testbed.ts';
import { describeError } from '../describe-error.ts';
import { EXIT } from '../exit-codes.ts';
import { watchInterruption } from '../interrupt.ts';
import { loadScenario } from '../load-scenario.ts';
import { planScenario } from '../plan-scenario.ts';
import { createDisplay } from '../progress/display.ts';
import { renderRun } from '../render-run.ts';
import { toolVersion } from '../version.ts';
import { describeDrivers, openWorkbench, type Workbench } from '../workbench.ts';

export interface RunOptions {
  readonly dryRun?: boolean;
  readonly only?: readonly string[];
  readonly experiment?: readonly string[];
  readonly rounds?: number;
  readonly seed?: number;
  readonly out?: string;
  readonly requireAll?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
}

/** The builtin image's own readiness, whatever the scenario's image is. */
const BUILTIN_WORKLOAD: Workload = { ready: { kind: 'log', text: 'READY' }, timeoutMs: 60_000, env: {} };

/** Measures a scenario: checks, runs, stores, prints and renders. Resolves with the exit code. */
export async function runCommand(file: string, options: RunOptions, terminal: Terminal): Promise<number> {
  const loaded = loadScenario(file, terminal.directory, describeDrivers(terminal));
  const filters = { variants: options.only, experiments: options.experiment, rounds: options.rounds };
  checkSelection(loaded.scenario, filters);
  const scenario: Scenario = { ...loaded.scenario, variants: loaded.scenario.variants.filter(({ name }) => options.only === undefined || options.only.includes(name)) };
  const seed = options.seed ?? randomSeed();
  const planFor = (variants: readonly string[]): Plan => planScenario(scenario, variants, seed, filters);
  if (options.dryRun === true) return printPlan(planFor(scenario.variants.map(({ name }) => name)), options, terminal);

  const startedAt = wallClock();
  const directory = RunDirectory.create(resolve(terminal.directory, options.out ?? join('reports', `${scenario.name}-${startedAt.replaceAll(/[-:]|\..*/g, '').replace('T', '-')}`)));
  using interruption = watchInterruption(terminal);
  using display = createDisplay(terminal, experiments, monotonicClock, options.quiet === true);
  const runStart = monotonicClock.now();
  let manifest: RunManifest = {
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
  };
  const write = (change: Partial<RunManifest>): void => {
    manifest = { ...manifest, ...change };
    directory.writeManifest(manifest);
  };
  const emit = (event: RunEvent): void => {
    if (event.kind === 'checked') write({ variants: [...manifest.variants, event.manifest] });
    if (event.kind === 'planned') directory.writePlan(event.plan);
    if (event.kind === 'record') directory.samples.write(event.record);
    display.show(event);
  };

  let failure: unknown;
  try {
    await using workbench = openWorkbench(terminal, options.verbose === true);
    write({ id: workbench.owner.id });
    const images = await prepareImages(scenario, workbench, interruption.signal);
    const { description, digest, config, foreign } = images.workload;
    write({ image: { description, digest, architecture: config.architecture, foreign } });
    await run({
      scenario,
      experiments,
      driverOf: (name) => workbench.driverOf(name),
      images,
      builtinWorkload: BUILTIN_WORKLOAD,
      planFor,
      probes: createHostProbes(),
      watchCost: watchOwnCost,
      clock: monotonicClock,
      runStart,
      requireAll: options.requireAll === true,
      signal: interruption.signal,
      emit,
    });
  } catch (error) {
    failure = error;
  }
  display[Symbol.dispose]();

  const interrupted = interruption.signal.aborted;
  const ended: Pick<RunManifest, 'completeness' | 'reason'> = interrupted
    ? { completeness: 'interrupted', reason: messageOf(interruption.signal.reason) }
    : failure === undefined
      ? { completeness: 'complete' }
      : { completeness: 'failed', reason: messageOf(failure) };
  write({ ...ended, endedAt: wallClock() });
  const input = renderRun(directory.path);
  if (failure !== undefined && !interrupted) throw failure;
  if (failure !== undefined && !isInterruption(failure)) terminal.err.write(`${describeError(failure, options.verbose === true)}\n  → run isodense sweep if something remains\n`);
  terminal.out.write(options.json === true ? renderJson(input.summary) : `${renderTerminal(input, { colour: terminal.colour, width: terminal.width })}\n`);
  terminal.err.write(`${interrupted ? 'Interrupted; what was measured is kept.' : 'Done.'} Report: ${join(directory.path, FILES.html)}\n`);
  if (interrupted) return interruption.exitCode() ?? EXIT.interrupted;
  if (input.summary.series.length === 0 && input.summary.identities.length === 0) throw new IsodenseError('internal', 'no round gave a figure', { hint: `see the warnings in ${join(directory.path, FILES.html)}` });
  return EXIT.pass;
}

/** What an abort ends is rejected with its reason, or with an AbortError; anything else went wrong while tearing down. */
function isInterruption(error: unknown): boolean {
  return (error instanceof IsodenseError && error.kind === 'interrupted') || (error instanceof Error && error.name === 'AbortError');
}

async function prepareImages(scenario: Scenario, workbench: Workbench, signal: AbortSignal): Promise<Images> {
  const fetcher = workbench.drivers.find((driver) => driver.fetchImage !== undefined);
  const prepare = (source: Scenario['image']) => prepareImage(source, join(workbench.stateDirectory, 'images'), (asked, archive, abort) => fetcher!.fetchImage!(asked, archive, abort), signal);
  const workload = await prepare(scenario.image);
  const builtin = scenario.image.kind === 'builtin' ? workload : await prepare({ kind: 'builtin', name: 'hello' });
  return { workload, builtin };
}

function printPlan(plan: Plan, options: RunOptions, terminal: Terminal): number {
  const lines = plan.rounds.map(({ index, repetition, cell }) => `${String(index + 1).padStart(4)}  repetition ${repetition + 1}  ${cellKey(cell)}`);
  const text = [`${plan.rounds.length} rounds, seed ${plan.seed}, order: ${plan.order}`, ...lines].join('\n');
  terminal.out.write(`${options.json === true ? JSON.stringify(plan, null, 2) : text}\n`);
  return EXIT.pass;
}

/** The command that reproduces the run, seed included. */
function reproduction(file: string, options: RunOptions, seed: number): string {
  const list = (flag: string, values: readonly string[] | undefined) => (values === undefined ? [] : [flag, values.join(',')]);
  return ['isodense', 'run', file, ...list('--only', options.only), ...list('--experiment', options.experiment), ...(options.rounds === undefined ? [] : ['--rounds', String(options.rounds)]), '--seed', String(seed)].join(' ');
}

function randomSeed(): number {
  return Math.floor(Math.random() * 2 ** 31);
}
