import { wallClock } from '../../host/clock.ts';
import type { Terminal } from '../../host/process-io.ts';
import type { Plan } from '../../model/plan.ts';
import { select } from '../../scenario/selection.ts';
import { refuseTaken } from '../../store/run-directory.ts';
import { conclude } from '../conclude-run.ts';
import { EXIT } from '../exit-codes.ts';
import { watchInterruption } from '../interrupt.ts';
import { loadScenario } from '../load-scenario.ts';
import { takeTurn } from '../measuring-turn.ts';
import { planScenario } from '../plan-scenario.ts';
import { printPlan } from '../print-plan.ts';
import { renderRun } from '../render-run.ts';
import { randomSeed, reproduction, runPath, type RunOptions } from '../run-options.ts';
import { startRun } from '../start-run.ts';
import { technologies } from '../../drivers/registry.ts';

/** Measures a scenario: checks, runs, stores, renders and prints. Resolves with the exit code. */
export async function runCommand(file: string, options: RunOptions, terminal: Terminal): Promise<number> {
  const loaded = loadScenario(file, terminal.directory, technologies);
  const filters = { variants: options.only, experiments: options.experiment, rounds: options.rounds };
  const scenario = select(loaded.scenario, filters);
  const seed = options.seed ?? randomSeed();
  const planFor = (variants: readonly string[]): Plan => planScenario(scenario, variants, seed, filters);
  if (options.dryRun === true) {
    printPlan(planFor(scenario.variants.map(({ name }) => name)), options.json === true, terminal);
    return EXIT.pass;
  }
  const place = () => runPath(terminal.directory, options.out, scenario.name, wallClock());
  if (options.out !== undefined) refuseTaken(place());
  using interruption = watchInterruption(terminal);
  using turn = await takeTurn(scenario.name, place, options, interruption.signal, terminal);
  if (turn === undefined) return interruption.exitCode() ?? EXIT.interrupted;
  const { path, failure } = await startRun(
    { scenario, planFor, seed, file, text: loaded.text, command: reproduction(file, options, seed) },
    turn,
    interruption.signal,
    options,
    terminal,
  );
  return conclude(renderRun(path), failure, interruption, options, terminal);
}
