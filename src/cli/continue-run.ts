import { monotonicClock } from '../host/clock.ts';
import { deadOwners, holdsLease } from '../host/lease.ts';
import type { Terminal } from '../host/process-io.ts';
import { IsodenseError } from '../model/errors.ts';
import type { RunManifest } from '../model/manifest.ts';
import { own } from '../model/own.ts';
import type { Plan } from '../model/plan.ts';
import type { ExtendedRecord, WarningRecord } from '../model/records.ts';
import type { StoredRun } from '../model/run-data.ts';
import { earlierOf, type Earlier } from '../run/earlier.ts';
import { readRun, type RunDirectory } from '../store/run-directory.ts';
import { readTestbed } from '../store/testbed.ts';
import { measure } from './measure.ts';
import type { Turn } from './measuring-turn.ts';
import { planFurtherRounds } from './plan-scenario.ts';
import { RunJournal } from './run-journal.ts';
import type { RunOptions } from './run-options.ts';
import { toolVersion } from './version.ts';

/** A run, ready to be resumed in its own directory. */
export interface Continuation extends Pick<StoredRun, 'manifest' | 'plan'> {
  readonly earlier: Earlier;
}

type Refusal = (why: string, hint: string, cause?: unknown) => IsodenseError;

/**
 * Reads a run that was interrupted or killed. The caller has locked its directory, so that it stays as it is
 * read.
 * @param scenarioText of the file that the user named beside the directory, if any: it must be the one that
 * the run was started with
 * @throws IsodenseError (usage) for a run that is still running, that has nothing left to do, or that another
 * isodense or scenario started
 */
export function openResumption(path: string, scenarioText: string | undefined): Continuation {
  const run = readRun(path);
  const { manifest, plan, records } = run;
  const refuse: Refusal = (why, hint) =>
    new IsodenseError('usage', `${path} cannot be resumed: ${why}`, { hint });
  refuseIfForeign(run, refuse);
  if (scenarioText !== undefined && scenarioText !== manifest.scenarioText)
    throw refuse(
      'it was started with a different scenario file',
      'leave the file out: the run directory has its own copy',
    );
  if (plan.rounds.length === 0) throw refuse('it ended before it was planned', 'run the scenario again');
  const earlier = earlierOf(records);
  if (plan.rounds.every(({ index, cell }) => earlier.done.has(index) || earlier.ended.has(cell.experiment)))
    throw refuse('all its rounds are done', `render it again with: isodense report ${path}`);
  return { manifest, plan, earlier };
}

/**
 * Reads a run that is complete, with as many rounds of these experiments planned again as were taken.
 * @throws IsodenseError (usage) for a run that is not complete, or that another isodense made
 */
export function openExtension(path: string, experiments: readonly string[]): Continuation {
  const run = readRun(path);
  const { manifest, records } = run;
  const refuse: Refusal = (why, hint, cause) =>
    new IsodenseError('usage', `${path} cannot take more rounds: ${why}`, { hint, cause });
  refuseIfForeign(run, refuse);
  if (manifest.completeness !== 'complete')
    throw refuse(`it is ${manifest.completeness}`, `finish it first: isodense run --resume ${path}`);
  const earlier = earlierOf(records);
  const plan = furtherRounds(run, experiments, earlier, refuse);
  const others = new Set(
    plan.rounds.map(({ cell }) => cell.experiment).filter((name) => !experiments.includes(name)),
  );
  return {
    manifest,
    plan,
    earlier: { ...earlier, ended: others, extended: new Set([...earlier.extended, ...experiments]) },
  };
}

function furtherRounds(
  { manifest, plan }: StoredRun,
  experiments: readonly string[],
  { done }: Earlier,
  refuse: Refusal,
): Plan {
  try {
    return experiments.reduce(
      (planned, name) => planFurtherRounds(planned, manifest.scenario, name, done),
      plan,
    );
  } catch (error) {
    throw error instanceof IsodenseError && error.hint !== undefined
      ? refuse(error.message, error.hint, error)
      : error;
  }
}

function refuseIfForeign({ manifest }: StoredRun, refuse: Refusal): void {
  if (holdsLease(manifest.id)) throw refuse('it is still running', 'wait for it to end, or interrupt it');
  if (deadOwners().some(({ owner }) => owner.id === manifest.id))
    throw refuse(
      'what it left behind when it was killed is still there',
      'run isodense sweep, then try again',
    );
  if (manifest.tool.version !== toolVersion())
    throw refuse(
      `it was started with isodense ${manifest.tool.version}, and this is ${toolVersion()}`,
      'use the version that started it, or run the scenario again',
    );
}

/** What a resumed or extended run is told of before its next round. */
type Note = Omit<WarningRecord, 'atMs'> | Omit<ExtendedRecord, 'atMs'>;

/**
 * Takes what is left of a run's plan, in its own directory, which the caller has locked. Resolves with what
 * went wrong, if anything did.
 * @throws IsodenseError (usage) on another host than the one on which the run was started
 */
export async function continueRun(
  directory: RunDirectory,
  { manifest, plan, earlier }: Continuation,
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
 * Figures of two hosts do not belong in one run; those of two boots of one host do, with a warning.
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
      advice: 'compare rounds from before and after the reboot with care',
    },
  ];
}

type Measured = Pick<RunManifest, 'image' | 'variants'>;

/** What changed before the run was resumed: its rounds from before and after are pooled. */
export function changesSince(before: Measured, now: Measured): Omit<WarningRecord, 'atMs'>[] {
  const digests =
    before.image !== null && now.image !== null && before.image.digest !== now.image.digest
      ? [`the image digest changed from ${before.image.digest} to ${now.image.digest}`]
      : [];
  const versions = before.variants.flatMap(({ name, versions: earlier }) => {
    const later = now.variants.find((variant) => variant.name === name)?.versions ?? {};
    return Object.entries(earlier).flatMap(([what, version]) => {
      const found = own(later, what);
      return found === undefined || found === version
        ? []
        : [`${what} of ${name} changed from ${version} to ${found}`];
    });
  });
  return [...digests, ...versions].map((message) => ({
    kind: 'warning',
    code: 'changed-meanwhile',
    message,
    advice: 'rounds from before and after do not measure the same thing: run the scenario again',
  }));
}
