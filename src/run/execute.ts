import type { Experiment, HostWitness } from '../experiments/experiment.ts';
import type { Clock } from '../host/clock.ts';
import type { RunEvent } from '../model/events.ts';
import type { Plan } from '../model/plan.ts';
import type { Scenario, Variant, Workload } from '../model/scenario.ts';
import type { Wall } from '../model/wall.ts';
import type { PlannedRound } from '../model/plan.ts';
import { messageOf } from '../model/errors.ts';
import type { RoundEndRecord } from '../model/records.ts';
import type { TakeControl } from './host-control.ts';
import { endsWhenInterrupted } from './interruption.ts';
import { PrecisionStop } from './precision-stop.ts';
import type { Earlier } from './resume.ts';
import { executeRound } from './round.ts';
import { RoundsLeft } from './rounds-left.ts';
import type { Sessions } from './sessions.ts';
import { workloadOf } from './variant-workload.ts';
import type { WatchRound } from './watched-round.ts';

/** After this many failed rounds in a row a variant is given up: each could cost a whole time-out. */
const GIVE_UP_AFTER = 3;

export interface ExecuteRequest {
  readonly scenario: Scenario;
  readonly plan: Plan;
  readonly experiments: readonly Experiment[];
  readonly sessions: Sessions;
  /** The workload of the builtin image, for experiments that launch that one. */
  readonly builtinWorkload: Workload;
  readonly clock: Clock;
  readonly runStart: number;
  readonly reserveOf: (totalBytes: number) => number;
  readonly watchRound: WatchRound;
  /** Puts decoys on the host; absent where nobody may. */
  readonly openWitness?: () => Promise<HostWitness>;
  /** Limits of the technology that density runs into, beside those of the nodes. */
  readonly wallsOf?: (variant: Variant) => Promise<readonly Wall[]>;
  /**
   * The widest half of a 95% interval that an experiment's primary figures have so far, relative; undefined
   * where it is not known.
   */
  readonly halfWidthOf?: (experiment: string) => number | undefined;
  /** Readings of the untouched host before each round; none where nobody takes them. */
  readonly takeControl?: TakeControl;
  /** Why variants that the plan has cannot run now: their rounds are left for a resumption. */
  readonly unavailable?: ReadonlyMap<string, string>;
  /** What a resumed run had done before. */
  readonly earlier?: Earlier | undefined;
  readonly signal: AbortSignal;
  readonly emit: (event: RunEvent) => void;
}

/** Executes the plan's rounds in order until its end or an interruption; resolves in either case. */
export async function executePlan(request: ExecuteRequest): Promise<void> {
  const { scenario, plan, signal, emit, sessions } = request;
  const failures = new Map<string, number>();
  const left = new RoundsLeft(request);
  const precision = new PrecisionStop(request);
  for (const planned of plan.rounds) {
    if (signal.aborted) return;
    if (request.earlier?.done.has(planned.index) === true) {
      precision.pass(planned);
      continue;
    }
    const { cell } = planned;
    if (precision.ends(planned)) continue;
    const isLeft = await endsWhenInterrupted(request.clock, signal, left.leaves(planned)).catch(
      (error: unknown) => {
        if (!signal.aborted) throw error;
        return true;
      },
    );
    if (isLeft || (failures.get(cell.variant) ?? 0) >= GIVE_UP_AFTER) continue;
    const experiment = request.experiments.find(({ name }) => name === cell.experiment)!;
    const variant = scenario.variants.find(({ name }) => name === cell.variant)!;
    const options = scenario.experiments.find(({ name }) => name === cell.experiment)!.options;
    emit({ kind: 'round-started', planned });
    const end = await endsWhenInterrupted(
      request.clock,
      signal,
      sessions.get(variant, experiment.image, signal),
    ).then(
      (session) =>
        executeRound(planned, experiment, options, {
          ...request,
          round: planned.index,
          jobsMayEnd: experiment.jobsMayEnd === true,
          repetition: planned.repetition,
          session,
          sessionOf: (image) => sessions.get(variant, image, signal),
          workload:
            experiment.image === 'workload'
              ? workloadOf(variant, scenario.workload)
              : request.builtinWorkload,
          walls: async () => (await request.wallsOf?.(variant)) ?? [],
          journal: request.earlier?.journals.get(planned.index) ?? [],
        }),
      (error: unknown) => roundWithoutSession(request, planned, error),
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

/** A variant whose session cannot be opened fails its round, not the rounds of the others. */
function roundWithoutSession(
  { clock, runStart, signal, emit }: ExecuteRequest,
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
