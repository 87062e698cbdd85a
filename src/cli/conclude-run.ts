import { join } from 'node:path';
import type { Terminal } from '../host/process-io.ts';
import { IsodenseError, RunIncomplete } from '../model/errors.ts';
import type { Report } from '../report/compose.ts';
import { renderJson } from '../report/json.ts';
import { renderTerminal } from '../report/terminal.ts';
import { FILES } from '../store/run-directory.ts';
import { describeError } from './describe-error.ts';
import { EXIT } from './exit-codes.ts';
import type { Interruption } from './interrupt.ts';
import type { RunOptions } from './run-options.ts';

/** Prints the summary, and gives the exit code. */
export function conclude(
  report: Report,
  failure: unknown,
  interruption: Interruption,
  options: RunOptions,
  terminal: Terminal,
): number {
  const { input } = report;
  const page = join(input.directory, FILES.html);
  const interrupted = interruption.signal.aborted;
  if (failure instanceof RunIncomplete && !interrupted) {
    terminal.out.write(
      options.json === true
        ? renderJson(input.summary)
        : `${renderTerminal(report, { colour: terminal.colour, width: terminal.width })}\n`,
    );
    terminal.err.write(`Incomplete. Report: ${page}\n`);
    throw failure;
  }
  if (failure instanceof Error && !interrupted) throw failure;
  if (failure !== undefined && !isInterruption(failure))
    terminal.err.write(
      `${describeError(failure, options.verbose === true)}\n  → run isodense sweep to remove what is left\n`,
    );
  terminal.out.write(
    options.json === true
      ? renderJson(input.summary)
      : `${renderTerminal(report, { colour: terminal.colour, width: terminal.width })}\n`,
  );
  terminal.err.write(
    `${interrupted ? 'Interrupted. The rounds measured so far are kept.' : 'Done.'} Report: ${page}\n`,
  );
  if (!interrupted && (input.manifest.scenario.gates ?? []).length > 0)
    terminal.err.write(`Not judged yet. Judge it with: isodense gate ${input.directory}\n`);
  if (interrupted) return interruption.exitCode() ?? EXIT.interrupted;
  if (input.summary.series.length === 0 && input.summary.identities.length === 0) {
    throw new IsodenseError('internal', 'no round gave a result', { hint: `see the warnings in ${page}` });
  }
  return EXIT.pass;
}

/**
 * What an abort ends is rejected with its reason, or with an AbortError; anything else went wrong while
 * tearing down.
 */
function isInterruption(error: unknown): boolean {
  return (
    (error instanceof IsodenseError && error.kind === 'interrupted') ||
    (error instanceof Error && error.name === 'AbortError')
  );
}
