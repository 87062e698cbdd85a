import { experiments } from '../experiments/registry.ts';
import { experimentsToConfirm } from '../gate/judge.ts';
import type { Terminal } from '../host/process-io.ts';
import type { StoredRun } from '../model/run-data.ts';
import type { Judgement } from '../model/verdict.ts';
import { RunDirectory } from '../store/run-directory.ts';
import { EXIT } from './exit-codes.ts';
import { goOn } from './go-on.ts';
import { watchInterruption } from './interrupt.ts';
import { takeTurn } from './measuring-turn.ts';
import { openExtension } from './resume.ts';
import type { TurnOptions } from './run-options.ts';
import { visible } from '../model/visible-text.ts';

export type Confirming =
  | { readonly state: 'nothing to confirm' }
  | { readonly state: 'taken' }
  | { readonly state: 'interrupted'; readonly code: number };

/**
 * As many rounds again of what is red, in the run's own directory, to be pooled with those that are there:
 * chance rarely strikes twice, a real change does.
 * @throws what ended the measurement before its last round; what was taken until then is kept
 */
export async function takeConfirmingRounds(
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
    `${visible(judgement.cause)}\nMeasuring ${more} more rounds of ${names.join(', ')} to confirm.\n`,
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
  const failure = await goOn(
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
      `Interrupted before judging; what was measured is kept. Resume with: isodense run --resume ${run.directory}\n`,
    );
    return { state: 'interrupted', code };
  }
  if (failure instanceof Error) throw failure;
  return { state: 'taken' };
}
