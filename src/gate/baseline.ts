import { BASELINE_SCHEMA_VERSION, type Baseline, type BaselineSession } from '../model/baseline.ts';
import { IsodenseError } from '../model/errors.ts';
import type { RunManifest } from '../model/manifest.ts';
import type { Summary } from '../model/summary.ts';
import { controlValues } from './reliability.ts';
import { compareTestbeds } from './testbeds.ts';

/** A run that is accepted: what it was, and its statistics. */
export interface AcceptedRun {
  readonly manifest: Pick<RunManifest, 'id' | 'tool' | 'startedAt' | 'testbed' | 'completeness'>;
  readonly summary: Summary;
}

/**
 * Runs of one scenario on one testbed → a baseline with a session for each, oldest first. Variants that were
 * not measured are left out.
 *
 * @throws IsodenseError (usage) without runs, for a run that is given twice, is not complete or has no
 * figures, and for runs of different scenarios or of testbeds that differ decisively
 */
export function baselineOf(runs: readonly AcceptedRun[]): Baseline {
  const [first, ...others] = [...runs].sort((a, b) => (a.manifest.startedAt < b.manifest.startedAt ? -1 : 1));
  if (first === undefined)
    throw new IsodenseError('usage', 'expected at least one run to make a baseline of, got none', {
      hint: 'give the directories of runs that you accept',
    });
  const accepted = [first, ...others];
  accepted.forEach(checkByItself);
  checkDistinct(accepted);
  others.forEach((run) => checkAlike(first, run));
  return {
    schemaVersion: BASELINE_SCHEMA_VERSION,
    scenario: first.summary.scenario,
    testbed: first.manifest.testbed,
    sessions: accepted.map(sessionOf),
  };
}

function checkByItself({ manifest, summary }: AcceptedRun): void {
  if (manifest.completeness !== 'complete')
    throw new IsodenseError(
      'usage',
      `expected complete runs, got ${manifest.id}, which is ${manifest.completeness}`,
      { hint: 'finish it with isodense run --resume, or leave it out' },
    );
  if (summary.series.length === 0)
    throw new IsodenseError('usage', `expected runs with figures, got ${manifest.id}, which has none`, {
      hint: 'leave it out; its report says why nothing was measured',
    });
}

function checkDistinct(runs: readonly AcceptedRun[]): void {
  const ids = runs.map(({ manifest }) => manifest.id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined)
    throw new IsodenseError('usage', `expected each run once, got ${twice} twice`, {
      hint: 'a session that counts twice makes sessions look more alike than they are: name it once',
    });
}

function checkAlike(first: AcceptedRun, run: AcceptedRun): void {
  const pair = `${first.manifest.id} and ${run.manifest.id}`;
  if (run.summary.scenario !== first.summary.scenario)
    throw new IsodenseError(
      'usage',
      `expected runs of one scenario, got ${pair} of ${first.summary.scenario} and ${run.summary.scenario}`,
      { hint: 'save one baseline for each scenario' },
    );
  const decisive = compareTestbeds(run.manifest.testbed, first.manifest.testbed).filter(
    (difference) => difference.decisive,
  );
  if (decisive.length > 0) {
    const what = decisive.map(({ fact, here, there }) => `${fact} ${there} and ${here}`).join('; ');
    throw new IsodenseError('usage', `expected runs of one testbed, got ${pair}, which differ: ${what}`, {
      hint: 'save one baseline for each testbed',
    });
  }
}

/** What is kept of a run to compare later ones with. */
export function sessionOf({ manifest, summary }: AcceptedRun): BaselineSession {
  const measured = summary.variants.filter(({ status }) => status.state === 'measured');
  const names = new Set(measured.map(({ name }) => name));
  return {
    runId: manifest.id,
    startedAt: manifest.startedAt,
    tool: manifest.tool.version,
    series: summary.series
      .filter(({ variant }) => names.has(variant))
      .map(({ experiment, variant, density, parameters, metric, unit, observations }) => ({
        experiment,
        variant,
        density,
        parameters,
        metric,
        unit,
        observations,
      })),
    controls: Object.fromEntries(
      (summary.controls ?? []).map((control) => [
        control.metric,
        controlValues(control, () => true).observations,
      ]),
    ),
    versions: Object.fromEntries(measured.map(({ name, versions }) => [name, versions])),
  };
}
