import { join } from 'node:path';
import { describeError } from '../src/cli/describe-error.ts';
import { EXIT, exitCodeOf } from '../src/cli/exit-codes.ts';
import { wallClock } from '../src/host/clock.ts';
import { writeTextAtomically } from '../src/host/files.ts';
import { processArguments, processTerminal, setExitCode } from '../src/host/process-io.ts';
import { readKernelText } from '../src/host/procfs.ts';
import { onStopSignal } from '../src/host/signals.ts';
import { IsodenseError } from '../src/model/errors.ts';
import { readTestbed } from '../src/store/testbed.ts';
import { renderFindings, verdictOf } from './finding.ts';
import { measureOwnCost } from './own-cost.ts';
import { readSettings, USAGE, type Settings } from './settings.ts';

const terminal = processTerminal();

async function run(settings: Settings, signal: AbortSignal): Promise<void> {
  const startedAt = wallClock();
  const loadBefore = readKernelText('/proc/loadavg');
  const { findings, raw } = await measureOwnCost(settings, signal, (line) => terminal.err.write(`${line}\n`));
  terminal.out.write(`${renderFindings(findings)}\n`);
  const judged = findings.map((finding) => ({ ...finding, verdict: verdictOf(finding) }));
  if (judged.some(({ verdict }) => verdict === 'not decided on this host')) {
    terminal.out.write(
      settings.quick
        ? '--quick takes too few rounds to decide anything.\n'
        : 'Not decided: the 95% interval includes the goal. Repeat on a quieter host, or with a longer --budget.\n',
    );
  }
  const file = settings.out ?? join('reports', `bench-${startedAt.slice(0, 16).replaceAll(':', '')}.json`);
  writeTextAtomically(
    file,
    `${JSON.stringify({ schemaVersion: 1, startedAt, endedAt: wallClock(), loadBefore, settings, testbed: await readTestbed(), findings: judged, raw }, null, 1)}\n`,
  );
  terminal.out.write(`All figures: ${file}\n`);
}

// A goal that is not met is a result, not a failure. Only what prevents measuring is one.
const stopping = new AbortController();
const stopListening = onStopSignal((name) => {
  terminal.err.write('\nStopping: removing all containers; no result is written.\n');
  stopping.abort(new IsodenseError('interrupted', `interrupted by ${name}`));
});
try {
  const settings = readSettings(processArguments());
  if (settings === undefined) terminal.out.write(USAGE);
  else await run(settings, stopping.signal);
  setExitCode(EXIT.pass);
} catch (error) {
  if (!stopping.signal.aborted)
    terminal.err.write(`${describeError(error, !(error instanceof IsodenseError))}\n`);
  setExitCode(stopping.signal.aborted ? EXIT.interrupted : exitCodeOf(error));
} finally {
  stopListening();
}
