import type { DriverWarning } from '../drivers/driver.ts';
import type { Experiment } from '../experiments/experiment.ts';
import { experiments } from '../experiments/registry.ts';
import { monotonicClock } from '../host/clock.ts';
import type { Terminal } from '../host/process-io.ts';
import { openWitness } from '../host/witness.ts';
import { IsodenseError, together } from '../model/errors.ts';
import type { RunManifest } from '../model/manifest.ts';
import type { RunEvent } from '../model/events.ts';
import type { Plan } from '../model/plan.ts';
import type { RunRecord } from '../model/records.ts';
import type { ImageSource, Scenario, Workload } from '../model/scenario.ts';
import { counted } from '../model/units.ts';
import { takeHostControl } from '../run/host-control.ts';
import { memoryReserve } from '../run/reserve.ts';
import { earlierOf, type Earlier } from '../run/earlier.ts';
import { endsWhenInterrupted } from '../run/interruption.ts';
import { run } from '../run/run.ts';
import { watchRound } from '../run/watch-round.ts';
import { widestHalf } from '../summary/precision.ts';
import { prepareImages, requireCommands } from './prepare-images.ts';
import { createDisplay } from './progress/display.ts';
import type { RunJournal } from './run-journal.ts';
import type { RunOptions } from './run-options.ts';
import { openWorkbench } from './workbench.ts';

/** The builtin image's own readiness, whatever the scenario's image is. */
const BUILTIN_WORKLOAD: Workload = { ready: { kind: 'log', text: 'READY' }, timeoutMs: 60_000, env: {} };

export interface Measurement {
  readonly scenario: Scenario;
  readonly planFor: (variants: readonly string[]) => Plan;
  /** What was done before the run was cut off, where it is a resumed one. */
  readonly earlier?: Earlier;
}

/** Resolves with what went wrong, so that what was measured before it is still rendered. */
export async function measure(
  { scenario, planFor, earlier = earlierOf([]) }: Measurement,
  journal: RunJournal,
  signal: AbortSignal,
  options: RunOptions,
  terminal: Terminal,
): Promise<unknown> {
  using display = createDisplay(terminal, experiments, monotonicClock, options.quiet === true);
  const records: RunRecord[] = [...earlier.records];
  const runStart = monotonicClock.now() - earlier.elapsedMs;
  const emit = (event: RunEvent): void => {
    journal.note(event);
    if (event.kind === 'rounds-left') audience.warn(leftOut(event));
    if (event.kind === 'record' && scenario.experiments.some(({ precision }) => precision !== undefined))
      records.push(event.record);
    display.show(event);
  };
  const audience = {
    progress: (doing: string) => emit({ kind: 'progress', doing }),
    warn: (warning: DriverWarning) =>
      emit({
        kind: 'record',
        record: { kind: 'warning', atMs: monotonicClock.now() - runStart, ...warning },
      }),
  };
  try {
    await using workbench = openWorkbench(terminal, options.verbose === true, audience);
    const preparing = prepareImages(
      scenario.image,
      asksFor(scenario, 'neighbours'),
      imagesOf(scenario),
      scenario.variants,
      workbench,
      signal,
    );
    const images = await endsWhenInterrupted(monotonicClock, signal, preparing);
    requireCommands(scenario, images);
    const { description, digest, config, foreign } = images.workload;
    const image: RunManifest['image'] = { description, digest, architecture: config.architecture, foreign };
    journal.write({ id: workbench.owner.id, image });
    await run(
      {
        scenario,
        experiments,
        driverOf: (name) => workbench.driverOf(name),
        images,
        builtinWorkload: BUILTIN_WORKLOAD,
        planFor,
        earlier,
        requireAll: options.requireAll === true,
      },
      {
        clock: monotonicClock,
        runStart,
        signal,
        emit,
        reserveOf: memoryReserve,
        takeControl: takeHostControl,
        watchRound,
        openWitness: () => openWitness(workbench.stateDirectory),
        halfWidthOf: (name) => halfWidthOf(name, scenario, records),
      },
    );
    return undefined;
  } catch (error) {
    return withoutRepetition(error);
  }
}

/** What went wrong twice for the same reason, in the run and in the teardown after it, is told once. */
function withoutRepetition(error: unknown): unknown {
  if (!(error instanceof Error && 'suppressed' in error && 'error' in error)) return error;
  const both = together([error.error, error.suppressed]);
  return both instanceof IsodenseError ? both : error;
}

function leftOut({ variant, rounds, reason }: RunEvent & { readonly kind: 'rounds-left' }): DriverWarning {
  return {
    code: 'rounds-left',
    message: `${variant}: ${counted(rounds, 'round')} not measured, because ${reason}`,
    advice: 'resume the run when this variant can run again',
  };
}

/** Whether one of the scenario's experiments launches that image. */
function asksFor(scenario: Scenario, image: Experiment['image']): boolean {
  return scenario.experiments.some(
    (asked) => experiments.find(({ name }) => name === asked.name)?.image === image,
  );
}

/** Images that the scenario's experiments bring along. */
function imagesOf(scenario: Scenario): Readonly<Record<string, ImageSource>> {
  return Object.assign(
    {},
    ...scenario.experiments.map(
      (asked) => experiments.find(({ name }) => name === asked.name)?.images?.(asked.options) ?? {},
    ),
  ) as Readonly<Record<string, ImageSource>>;
}

/**
 * How precisely an experiment is known so far, by the metrics that gates name, else by its primary ones. See
 * widestHalf.
 */
function halfWidthOf(
  name: string,
  { gates = [] }: Scenario,
  records: readonly RunRecord[],
): number | undefined {
  const experiment = experiments.find((known) => known.name === name);
  if (experiment === undefined) return undefined;
  const gated = gates.flatMap((rule) =>
    'metric' in rule && experiment.metrics.some((metric) => metric.name === rule.metric) ? [rule.metric] : [],
  );
  return widestHalf(records, experiment, gated.length > 0 ? gated : (experiment.primary ?? []));
}
