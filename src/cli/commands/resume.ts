import { resolve } from 'node:path';
import type { Terminal } from '../../host/process-io.ts';
import { RunDirectory } from '../../store/run-directory.ts';
import { conclude } from '../conclude-run.ts';
import { continueRun, openResumption } from '../continue-run.ts';
import { EXIT } from '../exit-codes.ts';
import { watchInterruption } from '../interrupt.ts';
import { loadScenario } from '../load-scenario.ts';
import { takeTurn } from '../measuring-turn.ts';
import { renderRun } from '../render-run.ts';
import type { RunOptions } from '../run-options.ts';
import { technologies } from '../../drivers/registry.ts';

/** Goes on with a run that was interrupted or killed, in its own directory. Resolves with the exit code. */
export async function resumeCommand(
  name: string,
  file: string | undefined,
  options: RunOptions,
  terminal: Terminal,
): Promise<number> {
  const path = resolve(terminal.directory, name);
  const text = file === undefined ? undefined : loadScenario(file, terminal.directory, technologies).text;
  using directory = RunDirectory.lock(path);
  const resumption = openResumption(path, text);
  using interruption = watchInterruption(terminal);
  using turn = await takeTurn(
    resumption.manifest.scenario.name,
    () => path,
    options,
    interruption.signal,
    terminal,
  );
  if (turn === undefined) return interruption.exitCode() ?? EXIT.interrupted;
  const failure = await continueRun(directory, resumption, [], turn, interruption.signal, options, terminal);
  return conclude(renderRun(path), failure, interruption, options, terminal);
}
