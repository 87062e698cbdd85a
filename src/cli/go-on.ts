import { monotonicClock } from '../host/clock.ts';
import type { Terminal } from '../host/process-io.ts';
import { IsodenseError } from '../model/errors.ts';
import type { RunManifest } from '../model/manifest.ts';
import type { ExtendedRecord, WarningRecord } from '../model/records.ts';
import type { RunDirectory } from '../store/run-directory.ts';
import { readTestbed } from '../store/testbed.ts';
import { changesSince } from './changes-since.ts';
import { measure } from './measure.ts';
import type { Turn } from './measuring-turn.ts';
import type { Resumption } from './resume.ts';
import { RunJournal } from './run-journal.ts';
import type { RunOptions } from './run-options.ts';

/** What a resumed or extended run is told of before its next round. */
type Note = Omit<WarningRecord, 'atMs'> | Omit<ExtendedRecord, 'atMs'>;

/**
 * Takes what is left of a run's plan, in its own directory, which the caller has locked. Resolves with what
 * went wrong, if anything did.
 * @throws IsodenseError (usage) on another host than the one on which the run was started
 */
export async function goOn(
  directory: RunDirectory,
  { manifest, plan, earlier }: Resumption,
  notes: readonly Note[],
  turn: Turn,
  signal: AbortSignal,
  options: RunOptions,
  terminal: Terminal,
): Promise<unknown> {
  const start = monotonicClock.now();
  const warnings = await comparedWith(manifest, directory.path);
  const { reason: _, ...begun } = manifest;
  const journal = new RunJournal(directory, { ...begun, endedAt: null, completeness: 'running' });
  for (const note of [...warnings, ...notes]) directory.samples.write({ ...note, atMs: earlier.elapsedMs });
  const failure = journal.incompleteness(
    await measure(
      { scenario: manifest.scenario, planFor: () => plan, earlier },
      journal,
      signal,
      options,
      terminal,
    ),
  );
  journal.warn(changesSince(manifest, journal.manifest), earlier.elapsedMs);
  journal.warn(turn.warnings(), earlier.elapsedMs + monotonicClock.now() - start);
  journal.end(signal, failure);
  return failure;
}

/**
 * Figures of two hosts do not belong into one run; those of two boots of one host do, with a word of warning.
 */
async function comparedWith({ testbed }: RunManifest, path: string): Promise<Omit<WarningRecord, 'atMs'>[]> {
  const here = await readTestbed();
  if (here.hostname !== testbed.hostname)
    throw new IsodenseError(
      'usage',
      `${path} cannot be resumed: it was started on ${testbed.hostname}, and this is ${here.hostname}`,
      { hint: 'run the scenario again on this host' },
    );
  if (here.bootId === testbed.bootId) return [];
  return [
    {
      kind: 'warning',
      code: 'resumed-after-boot',
      message: `the run was started under kernel ${testbed.kernel} and resumed after a reboot, under ${here.kernel}`,
      advice: 'read comparisons of rounds from before and after with care',
    },
  ];
}
