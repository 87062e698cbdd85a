import type { PlannedRound } from '../model/plan.ts';
import { messageOf } from '../model/errors.ts';
import type { RoundEndRecord } from '../model/records.ts';
import type { PlannedRun, Round, RunEnvironment } from './environment.ts';
import { endsWhenInterrupted } from './interruption.ts';
import { PrecisionStop } from './precision-stop.ts';
import { executeRound } from './round.ts';
import { RoundsLeft } from './rounds-left.ts';
import { workloadOf } from './variant-workload.ts';

/** After this many failed rounds in a row a variant is given up: each could cost a whole time-out. */
const GIVE_UP_AFTER = 3;

/** Executes the plan's rounds in order until its end or an interruption; resolves in either case. */
export async function executePlan(run: PlannedRun, environment: RunEnvironment): Promise<void> {
  const { clock, signal, emit } = environment;
  const failures = new Map<string, number>();
  const left = new RoundsLeft(run, environment);
  const precision = new PrecisionStop(run, environment);
  for (const planned of run.plan.rounds) {
    if (signal.aborted) return;
    if (run.earlier.done.has(planned.index)) {
      precision.pass(planned);
      continue;
    }
    const { cell } = planned;
    if (precision.ends(planned)) continue;
    const isLeft = await endsWhenInterrupted(clock, signal, left.leaves(planned)).catch((error: unknown) => {
      if (!signal.aborted) throw error;
      return true;
    });
    if (isLeft || (failures.get(cell.variant) ?? 0) >= GIVE_UP_AFTER) continue;
    emit({ kind: 'round-started', planned });
    const end = await endsWhenInterrupted(clock, signal, roundOf(run, planned, signal)).then(
      (round) => executeRound(round, environment),
      (error: unknown) => roundWithoutSession(environment, planned, error),
    );
    emit({ kind: 'round-ended', planned, end });
    if (end.status === 'interrupted' && !signal.aborted) {
      left.lost(planned, end);
      continue;
    }
    const inARow = end.status === 'complete' ? 0 : (failures.get(cell.variant) ?? 0) + 1;
    failures.set(cell.variant, inARow);
    if (inARow === GIVE_UP_AFTER && !signal.aborted) {
      emit({
        kind: 'record',
        record: {
          kind: 'warning',
          atMs: end.atMs,
          code: 'variant-given-up',
          message: `${cell.variant}: ${GIVE_UP_AFTER} rounds in a row failed, so its remaining rounds are left out; the last: ${end.reason ?? 'unknown'}`,
          advice: 'see the reasons of its failed rounds',
        },
      });
    }
  }
  left.tell();
}

async function roundOf(
  { scenario, experiments, sessions, driverOf, builtinWorkload, earlier }: PlannedRun,
  planned: PlannedRound,
  signal: AbortSignal,
): Promise<Round> {
  const { cell } = planned;
  const experiment = experiments.find(({ name }) => name === cell.experiment)!;
  const variant = scenario.variants.find(({ name }) => name === cell.variant)!;
  return {
    planned,
    experiment,
    options: scenario.experiments.find(({ name }) => name === cell.experiment)!.options,
    session: await sessions.get(variant, experiment.image, signal),
    sessionOf: (image) => sessions.get(variant, image, signal),
    workload: experiment.image === 'workload' ? workloadOf(variant, scenario.workload) : builtinWorkload,
    walls: async () => (await driverOf(variant.driver).walls?.(variant.options)) ?? [],
    journal: earlier.journals.get(planned.index) ?? [],
  };
}

/** A variant whose session cannot be opened fails its round, not the rounds of the others. */
function roundWithoutSession(
  { clock, runStart, signal, emit }: RunEnvironment,
  { index: round, repetition, cell }: PlannedRound,
  error: unknown,
): RoundEndRecord {
  const atMs = clock.now() - runStart;
  emit({ kind: 'record', record: { kind: 'round-start', round, repetition, cell, atMs } });
  const end: RoundEndRecord = {
    kind: 'round-end',
    round,
    atMs,
    status: signal.aborted ? 'interrupted' : 'failed',
    reason: messageOf(signal.aborted ? signal.reason : error),
  };
  emit({ kind: 'record', record: end });
  return end;
}
