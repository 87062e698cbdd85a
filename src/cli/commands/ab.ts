import { join } from 'node:path';
import { experiments } from '../../experiments/registry.ts';
import { wallClock } from '../../host/clock.ts';
import type { Terminal } from '../../host/process-io.ts';
import { IsodenseError } from '../../model/errors.ts';
import type { Plan } from '../../model/plan.ts';
import type { Scenario } from '../../model/scenario.ts';
import { abScenario } from '../../scenario/ab.ts';
import { select } from '../../scenario/selection.ts';
import { FILES, readRun, refuseTaken } from '../../store/run-directory.ts';
import { conclude } from '../conclude-run.ts';
import { EXIT } from '../exit-codes.ts';
import { watchInterruption } from '../interrupt.ts';
import { judgeAndPublish, type JudgeOptions } from '../judge-run.ts';
import { loadDerived } from '../load-scenario.ts';
import { takeTurn } from '../measuring-turn.ts';
import { planScenario } from '../plan-scenario.ts';
import { printPlan } from '../print-plan.ts';
import { renderRun } from '../render-run.ts';
import { randomSeed, runPath, type RunOptions } from '../run-options.ts';
import { startRun, type NewRun } from '../start-run.ts';
import { technologies } from '../../drivers/registry.ts';

export interface AbOptions
  extends
    Pick<
      RunOptions,
      'dryRun' | 'experiment' | 'rounds' | 'seed' | 'out' | 'quiet' | 'verbose' | 'wait' | 'allowConcurrent'
    >,
    Pick<JudgeOptions, 'strict' | 'confirm' | 'json' | 'junit' | 'summary'> {
  readonly variant?: string;
  readonly a?: readonly string[];
  readonly b?: readonly string[];
  readonly metric?: readonly string[];
  readonly maxRegression: string;
}

/**
 * Two configurations of one variant, interleaved in one run, and judged: whatever the host does, it does to
 * both. Resolves with the exit code of `run` where that failed, and of `gate` otherwise.
 */
export async function abCommand(file: string, options: AbOptions, terminal: Terminal): Promise<number> {
  const { a = [], b = [], variant, maxRegression } = options;
  const loaded = loadDerived(file, terminal.directory, technologies, ({ text, scenario }) =>
    abScenario(text, {
      variant,
      a,
      b,
      maxRegression,
      metrics: options.metric ?? primaryMetrics(scenario, options.experiment),
    }),
  );
  const filters = { experiments: options.experiment, rounds: options.rounds };
  const scenario = select(loaded.scenario, filters);
  const seed = options.seed ?? randomSeed();
  const planFor = (variants: readonly string[]): Plan => planScenario(scenario, variants, seed, filters);
  if (options.dryRun === true) {
    printPlan(planFor(scenario.variants.map(({ name }) => name)), options.json === true, terminal);
    return EXIT.pass;
  }
  const measured = await measureBoth(
    { scenario, planFor, seed, file, text: loaded.text, command: reproduction(file, options, seed) },
    options,
    terminal,
  );
  if (measured.state === 'ended') return measured.code;
  return judgeAndPublish(readRun(measured.path), scenario.gates ?? [], undefined, options, terminal);
}

async function measureBoth(
  run: NewRun,
  options: AbOptions,
  terminal: Terminal,
): Promise<
  { readonly state: 'measured'; readonly path: string } | { readonly state: 'ended'; readonly code: number }
> {
  const place = () => runPath(terminal.directory, options.out, run.scenario.name, wallClock());
  if (options.out !== undefined) refuseTaken(place());
  using interruption = watchInterruption(terminal);
  using turn = await takeTurn(run.scenario.name, place, options, interruption.signal, terminal);
  if (turn === undefined) return { state: 'ended', code: interruption.exitCode() ?? EXIT.interrupted };
  const { path, failure } = await startRun(
    run,
    turn,
    interruption.signal,
    { ...options, requireAll: true },
    terminal,
  );
  const report = renderRun(path);
  if (failure !== undefined || interruption.signal.aborted)
    return {
      state: 'ended',
      code: conclude(report, failure, interruption, { ...options, json: false }, terminal),
    };
  terminal.err.write(`Done. Report: ${join(path, FILES.html)}\n`);
  return { state: 'measured', path };
}

/** What to judge when nobody says: the first figure of each experiment that has one. */
function primaryMetrics(scenario: Scenario, only: readonly string[] | undefined): string[] {
  const asked = scenario.experiments.filter(({ name }) => only?.includes(name) ?? true);
  const metrics = asked.flatMap(
    ({ name }) => experiments.find((experiment) => experiment.name === name)?.primary ?? [],
  );
  if (metrics.length > 0) return metrics;
  throw new IsodenseError(
    'usage',
    `no experiment of ${asked.map(({ name }) => name).join(', ')} has a default metric to compare`,
    { hint: 'name one with --metric, such as --metric startup.ready.p50' },
  );
}

function reproduction(
  file: string,
  { variant, a, b, metric, maxRegression, experiment, rounds }: AbOptions,
  seed: number,
): string {
  const quoted = (text: string): string =>
    /^[\w./:=,%@-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
  const each = (flag: string, values: readonly (string | number | undefined)[]): string[] =>
    values.flatMap((value) => (value === undefined ? [] : [flag, quoted(String(value))]));
  return [
    'isodense',
    'ab',
    quoted(file),
    ...each('--variant', [variant]),
    ...each('--a', a ?? []),
    ...each('--b', b ?? []),
    ...each('--metric', metric ?? []),
    ...each('--max-regression', [maxRegression]),
    ...each('--experiment', [experiment?.join(',')]),
    ...each('--rounds', [rounds]),
    ...each('--seed', [seed]),
  ].join(' ');
}
