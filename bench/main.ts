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
import { verdictOf } from './finding.ts';
import { measureOwnCost } from './own-cost.ts';
import { readSettings, USAGE, type Settings } from './settings.ts';
import { renderFindings } from './table.ts';

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
        ? 'A quick look decides nothing.\n'
        : 'Where nothing is decided, the goal lies within the interval: repeat on a quieter host, or with a longer --budget.\n',
    );
  }
  const file = settings.out ?? join('reports', `bench-${startedAt.slice(0, 16).replaceAll(':', '')}.json`);
  writeTextAtomically(
    file,
    `${JSON.stringify({ schemaVersion: 1, startedAt, endedAt: wallClock(), loadBefore, settings, testbed: await readTestbed(), findings: judged, raw }, null, 1)}\n`,
  );
  terminal.out.write(`Every number: ${file}\n`);
}

// Goals that are not met do not fail it: it tells what is. It fails when it could not measure.
const stopping = new AbortController();
const stopListening = onStopSignal((name) => {
  terminal.err.write('\nStopping: removing every container; nothing is kept.\n');
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
