import { join, resolve } from 'node:path';
import type { Terminal } from '../../host/process-io.ts';
import { renderJson } from '../../report/json.ts';
import { renderTerminal } from '../../report/terminal.ts';
import { FILES } from '../../store/run-directory.ts';
import { writerOf } from '../../store/run-lock.ts';
import { EXIT } from '../exit-codes.ts';
import { renderRun } from '../render-run.ts';

/** Renders a stored run again, or what there is of one that is still being written. Nothing is measured. */
export function reportCommand(
  directory: string,
  options: { readonly json?: boolean; readonly quiet?: boolean },
  terminal: Terminal,
): number {
  const path = resolve(terminal.directory, directory);
  const writer = writerOf(path);
  if (writer !== undefined)
    terminal.err.write(
      `isodense process ${writer} is still writing this run; the report covers what it has so far\n`,
    );
  let report = renderRun(path);
  // It ended meanwhile and rendered itself, perhaps before this did: the last rendering must be of the whole.
  if (writer !== undefined && writerOf(path) === undefined) report = renderRun(path);
  if (options.json === true) terminal.out.write(renderJson(report.input.summary));
  else if (options.quiet !== true)
    terminal.out.write(`${renderTerminal(report, { colour: terminal.colour, width: terminal.width })}\n`);
  terminal.err.write(`Report: ${join(path, FILES.html)}\n`);
  return EXIT.pass;
}
