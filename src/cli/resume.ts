import { deadOwners, holdsLease } from '../host/lease.ts';
import { IsodenseError } from '../model/errors.ts';
import type { Plan } from '../model/plan.ts';
import type { StoredRun } from '../model/run-data.ts';
import { earlierOf, type Earlier } from '../run/resume.ts';
import { readRun } from '../store/run-directory.ts';
import { planFurtherRounds } from './plan-scenario.ts';
import { toolVersion } from './version.ts';

/** A run, ready to be resumed in its own directory. */
export interface Resumption extends Pick<StoredRun, 'manifest' | 'plan'> {
  readonly earlier: Earlier;
}

/**
 * Reads a run that was interrupted or killed. The caller has locked its directory, so that it stays as it is
 * read.
 * @param scenarioText of the file that the user named beside the directory, if any: it must be the one that
 * the run was started with
 * @throws IsodenseError (usage) for a run that still goes on, that has nothing left to do, or that another
 * isodense or scenario began
 */
export function openResumption(path: string, scenarioText: string | undefined): Resumption {
  const run = readRun(path);
  const { manifest, plan, records } = run;
  const refuse = (why: string, hint: string) =>
    new IsodenseError('usage', `${path} cannot be resumed: ${why}`, { hint });
  refuseIfForeign(run, refuse);
  if (scenarioText !== undefined && scenarioText !== manifest.scenarioText)
    throw refuse(
      'the scenario file is not the one that it was started with',
      `leave the file out: the run directory holds its own copy, as it was at the start`,
    );
  if (plan.rounds.length === 0) throw refuse('it ended before it had a plan', 'run the scenario again');
  const earlier = earlierOf(records);
  if (plan.rounds.every(({ index, cell }) => earlier.done.has(index) || earlier.ended.has(cell.experiment)))
    throw refuse(
      `all of its ${plan.rounds.length} rounds are done`,
      `isodense report ${path} renders it again`,
    );
  return { manifest, plan, earlier };
}

/**
 * Reads a run that is complete, with as many rounds of these experiments planned again as were taken.
 * @throws IsodenseError (usage) for a run that is not complete, or that another isodense made
 */
export function openExtension(path: string, experiments: readonly string[]): Resumption {
  const run = readRun(path);
  const { manifest, records } = run;
  const refuse = (why: string, hint: string) =>
    new IsodenseError('usage', `${path} cannot take more rounds: ${why}`, { hint });
  refuseIfForeign(run, refuse);
  if (manifest.completeness !== 'complete')
    throw refuse(`it is ${manifest.completeness}`, `isodense run --resume ${path}, and then judge it`);
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
  refuse: (why: string, hint: string) => IsodenseError,
): Plan {
  try {
    return experiments.reduce(
      (planned, name) => planFurtherRounds(planned, manifest.scenario, name, done),
      plan,
    );
  } catch (error) {
    throw error instanceof IsodenseError && error.hint !== undefined
      ? refuse(error.message, error.hint)
      : error;
  }
}

function refuseIfForeign(
  { manifest }: StoredRun,
  refuse: (why: string, hint: string) => IsodenseError,
): void {
  if (holdsLease(manifest.id)) throw refuse('it is still running', 'wait for it to end, or interrupt it');
  if (deadOwners().some(({ owner }) => owner.id === manifest.id))
    throw refuse('what it left behind when it was killed is still there', 'isodense sweep, and then again');
  if (manifest.tool.version !== toolVersion())
    throw refuse(
      `it was started with isodense ${manifest.tool.version}, and this is ${toolVersion()}`,
      'use the version that started it, or run the scenario again',
    );
}
