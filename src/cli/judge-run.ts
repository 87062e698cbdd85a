import { experiments } from '../experiments/registry.ts';
import { join, resolve } from 'node:path';
import { experimentsToConfirm, judge } from '../gate/judge.ts';
import { isAgainstBaseline } from '../gate/rules.ts';
import { appendText, writeTextAtomically } from '../host/files.ts';
import type { Terminal } from '../host/process-io.ts';
import type { Baseline } from '../model/baseline.ts';
import type { GateRule } from '../model/gate.ts';
import type { ReportInput, StoredRun } from '../model/run-data.ts';
import { counted } from '../model/units.ts';
import type { Judgement } from '../model/verdict.ts';
import { visible } from '../model/visible-text.ts';
import { renderAnnotations } from '../report/annotations.ts';
import { renderJunit } from '../report/junit.ts';
import { judgementMarkdown, judgementText } from '../report/verdicts.ts';
import { readRun, RunDirectory } from '../store/run-directory.ts';
import { continueRun, openExtension } from './continue-run.ts';
import { EXIT } from './exit-codes.ts';
import { watchInterruption } from './interrupt.ts';
import { takeTurn } from './measuring-turn.ts';
import { renderJudged, renderRun, reportInput } from './render-run.ts';
import type { TurnOptions } from './run-options.ts';
import { sayJson } from './say-json.ts';

/** How a judgement is reached, and where it is written. */
export interface JudgeOptions extends TurnOptions {
  readonly strict?: boolean;
  readonly confirm?: boolean;
  readonly json?: boolean;
  readonly junit?: string;
  readonly summary?: string;
}

/**
 * Judges, confirms what is red if asked to, and publishes the verdicts wherever a build server looks for
 * them.
 */
export async function judgeAndPublish(
  run: StoredRun,
  rules: readonly GateRule[],
  baseline: Baseline | undefined,
  options: JudgeOptions,
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

function publish({ input, judgement }: Judged, options: JudgeOptions, terminal: Terminal): void {
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

type Confirming =
  | { readonly state: 'nothing to confirm' }
  | { readonly state: 'taken' }
  | { readonly state: 'interrupted'; readonly code: number };

/**
 * As many rounds again of what is red, in the run's own directory, to be pooled with those that are there:
 * chance rarely strikes twice, a real change does.
 * @throws what ended the measurement before its last round; what was taken until then is kept
 */
async function takeConfirmingRounds(
  run: StoredRun,
  judgement: Judgement,
  options: TurnOptions,
  terminal: Terminal,
): Promise<Confirming> {
  const names = experimentsToConfirm(
    judgement,
    new Set(run.plan.rounds.map(({ cell }) => cell.experiment)),
    experiments.filter(({ countsLaunches }) => countsLaunches === true).map(({ name }) => name),
  );
  if (names.length === 0) return { state: 'nothing to confirm' };
  using directory = RunDirectory.lock(run.directory);
  const extension = openExtension(run.directory, names);
  const more = extension.plan.rounds.filter(
    ({ index, cell }) => names.includes(cell.experiment) && !extension.earlier.done.has(index),
  ).length;
  terminal.err.write(
    `${visible(judgement.cause)}\nMeasuring ${counted(more, 'more round')} of ${names.join(', ')} to confirm.\n`,
  );
  using interruption = watchInterruption(terminal);
  using turn = await takeTurn(
    run.manifest.scenario.name,
    () => run.directory,
    options,
    interruption.signal,
    terminal,
  );
  if (turn === undefined) return { state: 'interrupted', code: interruption.exitCode() ?? EXIT.interrupted };
  const failure = await continueRun(
    directory,
    extension,
    [{ kind: 'extended', experiments: names, reason: judgement.cause }],
    turn,
    interruption.signal,
    { requireAll: true },
    terminal,
  );
  const code = interruption.exitCode();
  if (code !== undefined) {
    terminal.err.write(
      `Interrupted before judging. The rounds measured so far are kept. Resume with: isodense run --resume ${run.directory}\n`,
    );
    return { state: 'interrupted', code };
  }
  if (failure instanceof Error) throw failure;
  return { state: 'taken' };
}
