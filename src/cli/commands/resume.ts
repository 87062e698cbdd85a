import { resolve } from 'node:path';
import type { Terminal } from '../../host/process-io.ts';
import { conclude } from '../conclude.ts';
import { goOn } from '../go-on.ts';
import { watchInterruption } from '../interrupt.ts';
import { loadScenario } from '../load-scenario.ts';
import { renderRun } from '../render-run.ts';
import { openResumption } from '../resume.ts';
import type { RunOptions } from '../run-options.ts';
import { describeDrivers } from '../workbench.ts';

/** Goes on with a run that was interrupted or killed, in its own directory. Resolves with the exit code. */
export async function resumeCommand(directory: string, file: string | undefined, options: RunOptions, terminal: Terminal): Promise<number> {
  const path = resolve(terminal.directory, directory);
  const text = file === undefined ? undefined : loadScenario(file, terminal.directory, describeDrivers(terminal)).text;
  const resumption = openResumption(path, text);
  using interruption = watchInterruption(terminal);
  const failure = await goOn(path, resumption, [], interruption.signal, options, terminal);
  return conclude(renderRun(path), failure, interruption, options, terminal);
}
