import { resolve } from 'node:path';
import type { Terminal } from '../../host/process-io.ts';
import { IsodenseError } from '../../model/errors.ts';
import type { RunManifest } from '../../model/manifest.ts';
import { RunDirectory } from '../../store/run-directory.ts';
import { readTestbed } from '../../store/testbed.ts';
import { watchInterruption } from '../interrupt.ts';
import { loadScenario } from '../load-scenario.ts';
import { renderRun } from '../render-run.ts';
import { openResumption } from '../resume.ts';
import { RunJournal } from '../run-journal.ts';
import type { RunOptions } from '../run-options.ts';
import { describeDrivers } from '../workbench.ts';
import { conclude, measure } from './run.ts';

/** Goes on with a run that was interrupted or killed, in its own directory. Resolves with the exit code. */
export async function resumeCommand(path: string, file: string | undefined, options: RunOptions, terminal: Terminal): Promise<number> {
  const directory = RunDirectory.reopen(resolve(terminal.directory, path));
  const text = file === undefined ? undefined : loadScenario(file, terminal.directory, describeDrivers(terminal)).text;
  const { manifest, plan, earlier } = openResumption(directory.path, text);
  const { reason: _, ...begun } = manifest;
  const rebooted = await comparedWith(manifest, directory.path);
  using interruption = watchInterruption(terminal);
  const journal = new RunJournal(directory, { ...begun, endedAt: null, completeness: 'running' });
  if (rebooted !== undefined) directory.samples.write({ kind: 'warning', atMs: earlier.elapsedMs, ...rebooted });
  const failure = await measure({ scenario: manifest.scenario, planFor: () => plan, earlier }, journal, interruption.signal, options, terminal);
  journal.end(interruption.signal, failure);
  return conclude(renderRun(directory.path), failure, interruption, options, terminal);
}

/** Figures of two hosts do not belong into one run; those of two boots of one host do, with a word of warning. */
async function comparedWith({ testbed }: RunManifest, path: string): Promise<{ readonly code: string; readonly message: string; readonly advice: string } | undefined> {
  const here = await readTestbed();
  if (here.hostname !== testbed.hostname) throw new IsodenseError('usage', `${path} cannot be resumed: it was begun on ${testbed.hostname}, and this is ${here.hostname}`, { hint: 'run the scenario anew on this host' });
  if (here.bootId === testbed.bootId) return undefined;
  return { code: 'resumed-after-boot', message: `the run was begun under kernel ${testbed.kernel} and resumed after a reboot, under ${here.kernel}`, advice: 'read comparisons of rounds from before and after with care' };
}
