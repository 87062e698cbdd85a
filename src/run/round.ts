import { messageOf } from '../model/errors.ts';
import type { RoundEndRecord } from '../model/records.ts';
import type { Round, RunEnvironment } from './environment.ts';
import type { ControlReading } from './host-control.ts';
import { endsWhenInterrupted } from './interruption.ts';
import { ImpossibleMarksError } from './marks.ts';
import { RoundResources } from './round-context.ts';

/**
 * One round from clean host to clean host. It never throws for what happens inside: the end record says it.
 */
export async function executeRound(round: Round, environment: RunEnvironment): Promise<RoundEndRecord> {
  const { planned, experiment, options, session } = round;
  const { clock, emit, signal } = environment;
  const resources = new RoundResources(round, environment);
  emit({
    kind: 'record',
    record: {
      kind: 'round-start',
      round: planned.index,
      repetition: planned.repetition,
      cell: planned.cell,
      atMs: resources.at(),
    },
  });
  const readings = await controlReadings(environment);
  const unwatch = environment.watchRound(resources);

  let end: Pick<RoundEndRecord, 'status' | 'reason'> = { status: 'complete' };
  try {
    if (readings instanceof Error) throw readings;
    for (const { metric, value } of readings) resources.sample(metric, value);
    await endsWhenInterrupted(clock, signal, experiment.execute(planned.cell, options, resources));
    const why = resources.allFailed();
    if (why !== undefined) end = { status: 'failed', reason: `no instance became ready: ${why}` };
  } catch (error) {
    end = signal.aborted
      ? { status: 'interrupted', reason: messageOf(signal.reason) }
      : { status: failureOf(error), reason: messageOf(error) };
  }
  try {
    await resources.removeAll();
  } catch (error) {
    end = { status: 'failed', reason: [end.reason, messageOf(error)].filter(Boolean).join('; ') };
  }
  await unwatch();
  if (end.status === 'failed' && !signal.aborted) {
    const lost = await session.lost?.();
    // No outcome of the variant's: it is to be taken again when what is gone is back.
    if (lost !== undefined) end = { status: 'interrupted', reason: lost };
  }
  const record: RoundEndRecord = { kind: 'round-end', round: planned.index, atMs: resources.at(), ...end };
  emit({ kind: 'record', record });
  return record;
}

/**
 * Taken before anything is watched, so that what it costs is not charged to the round. A control that fails
 * fails its round.
 */
async function controlReadings({ takeControl }: RunEnvironment): Promise<readonly ControlReading[] | Error> {
  try {
    return await takeControl();
  } catch (error) {
    return new Error(`the host control failed: ${messageOf(error)}`, { cause: error });
  }
}

/** Impossible values make a round invalid, loudly; anything else that went wrong makes it failed. */
function failureOf(error: unknown): 'invalid' | 'failed' {
  return error instanceof ImpossibleMarksError ? 'invalid' : 'failed';
}
