import { join, resolve } from 'node:path';
import { judge } from '../../gate/judge.ts';
import { isAgainstBaseline } from '../../gate/rules.ts';
import { appendText, writeTextAtomically } from '../../host/files.ts';
import type { Terminal } from '../../host/process-io.ts';
import type { Baseline } from '../../model/baseline.ts';
import { IsodenseError } from '../../model/errors.ts';
import type { GateRule } from '../../model/gate.ts';
import type { ReportInput, StoredRun } from '../../model/run-data.ts';
import type { Judgement } from '../../model/verdict.ts';
import { renderAnnotations } from '../../report/annotations.ts';
import { renderJunit } from '../../report/junit.ts';
import { judgementMarkdown, judgementText } from '../../report/verdicts.ts';
import { readBaseline } from '../../store/baseline-file.ts';
import { readRun } from '../../store/run-directory.ts';
import { takeConfirmingRounds } from '../confirm.ts';
import { EXIT } from '../exit-codes.ts';
import { loadGates } from '../load-scenario.ts';
import { renderJudged, renderRun, reportInput } from '../render-run.ts';
import type { TurnOptions } from '../run-options.ts';
import { technologies } from '../../drivers/registry.ts';
import { sayJson } from '../say-json.ts';

export interface GateOptions extends TurnOptions {
  readonly baseline?: string;
  readonly gates?: string;
  readonly strict?: boolean;
  readonly confirm?: boolean;
  readonly json?: boolean;
  readonly junit?: string;
  readonly summary?: string;
}

/**
 * Judges a stored run by its scenario's gates and those of a file. Nothing is measured, unless it is red and
 * to be confirmed. Resolves with the exit code.
 */
export async function gateCommand(
  directory: string,
  options: GateOptions,
  terminal: Terminal,
): Promise<number> {
  const path = resolve(terminal.directory, directory);
  const run = readRun(path);
  const rules = rulesOf(run, options, terminal);
  const baseline =
    options.baseline === undefined ? undefined : readBaseline(resolve(terminal.directory, options.baseline));
  if (baseline === undefined && rules.every((rule) => isAgainstBaseline(rule) && rule.level === 'error')) {
    throw new IsodenseError('no-baseline', 'every gate compares with a baseline, and there is none', {
      hint: 'give --baseline FILE (isodense baseline save DIR FILE makes one), or name a variant of the same run with over:',
    });
  }
  return judgeAndPublish(run, rules, baseline, options, terminal);
}

/**
 * Judges, confirms what is red if asked to, and publishes the verdicts wherever a build server looks for
 * them.
 */
export async function judgeAndPublish(
  run: StoredRun,
  rules: readonly GateRule[],
  baseline: Baseline | undefined,
  options: GateOptions,
  terminal: Terminal,
): Promise<number> {
  let judged = judgeRun(run, rules, baseline);
  if (options.confirm === true) {
    const confirming = await takeConfirmingRounds(run, judged.judgement, options, terminal);
    if (confirming.state === 'interrupted') return confirming.code;
    if (confirming.state === 'taken') {
      renderRun(run.directory);
      judged = judgeRun(readRun(run.directory), rules, baseline);
    }
  }
  publish(judged, options, terminal);
  return codeOf(
    judged.judgement,
    baseline === undefined && rules.some(isAgainstBaseline),
    options.strict === true,
  );
}

interface Judged {
  readonly input: ReportInput;
  readonly judgement: Judgement;
}

function judgeRun(run: StoredRun, rules: readonly GateRule[], baseline: Baseline | undefined): Judged {
  const input = reportInput(run);
  return {
    input,
    judgement: judge({ summary: input.summary, rules, testbed: run.manifest.testbed, baseline }),
  };
}

function publish({ input, judgement }: Judged, options: GateOptions, terminal: Terminal): void {
  const { directory, manifest } = input;
  const scenario = manifest.scenario.name;
  // Said first: a file that cannot be written must not hide a verdict.
  if (options.json === true) sayJson(terminal.out, judgement);
  else terminal.out.write(judgementText(judgement));
  if (terminal.environment['GITHUB_ACTIONS'] === 'true') terminal.err.write(renderAnnotations(judgement));
  renderJudged(directory, input, judgement);
  writeTextAtomically(join(directory, 'verdicts.json'), `${JSON.stringify(judgement, null, 2)}\n`);
  writeTextAtomically(
    resolve(terminal.directory, options.junit ?? join(directory, 'junit.xml')),
    renderJunit(scenario, judgement, options.strict === true),
  );
  const page =
    options.summary === undefined
      ? terminal.environment['GITHUB_STEP_SUMMARY']
      : resolve(terminal.directory, options.summary);
  if (page !== undefined && page !== '') appendText(page, `${judgementMarkdown(scenario, judgement)}\n`);
}

function rulesOf(
  { manifest, directory }: StoredRun,
  { gates }: GateOptions,
  terminal: Terminal,
): readonly GateRule[] {
  const rules = [
    ...(manifest.scenario.gates ?? []),
    ...(gates === undefined ? [] : loadGates(gates, terminal.directory, technologies, manifest.scenario)),
  ];
  if (rules.length > 0) return rules;
  throw new IsodenseError(
    'usage',
    `there is no gate to judge ${directory} by: the scenario ${manifest.scenario.name} had none`,
    {
      hint: 'give --gates FILE with a list such as: - { metric: startup.ready.p50, of: gvisor, over: runc, max: 4x }',
    },
  );
}

/** A broken gate outweighs a baseline that is missing or cannot be compared, and both outweigh doubt. */
function codeOf({ outcome, verdicts }: Judgement, lacksBaseline: boolean, strict: boolean): number {
  const broken = verdicts.some(
    ({ word, level, rule }) =>
      level === 'error' &&
      (word === 'regressed' || (word === 'no-data' && !(lacksBaseline && isAgainstBaseline(rule)))),
  );
  if (broken) return EXIT.gateFailed;
  if (
    outcome === 'not-comparable' ||
    (lacksBaseline && verdicts.some(({ level, rule }) => level === 'error' && isAgainstBaseline(rule)))
  )
    return EXIT.noBaseline;
  return outcome === 'inconclusive' && strict ? EXIT.inconclusive : EXIT.pass;
}
