import { resolve } from 'node:path';
import { baselineOf } from '../../gate/baseline.ts';
import { fileExists } from '../../host/files.ts';
import type { Terminal } from '../../host/process-io.ts';
import { IsodenseError } from '../../model/errors.ts';
import { readBaseline, writeBaseline } from '../../store/baseline-file.ts';
import { readRun } from '../../store/run-directory.ts';
import { EXIT } from '../exit-codes.ts';
import { reportInput } from '../render-run.ts';
import { counted } from '../../model/units.ts';
import { visible } from '../../model/visible-text.ts';
import { sayJson } from '../say-json.ts';

/** Accepts runs: pools them into a baseline file. It is written here and nowhere else. */
export function saveBaselineCommand(
  paths: readonly string[],
  options: { readonly force?: boolean },
  terminal: Terminal,
): number {
  const [file, ...directories] = paths.toReversed().map((path) => resolve(terminal.directory, path));
  if (file === undefined || directories.length === 0)
    throw new IsodenseError('usage', 'expected at least one run directory and then the file to write', {
      hint: 'isodense baseline save reports/NAME-DATE baseline.json',
    });
  if (fileExists(file) && options.force !== true)
    throw new IsodenseError('usage', `${file} exists already`, {
      hint: 'name another file, or overwrite it with --force',
    });
  const baseline = baselineOf(
    directories
      .map((directory) => readRun(directory))
      .map((run) => ({ manifest: run.manifest, summary: reportInput(run).summary })),
  );
  writeBaseline(file, baseline);
  terminal.err.write(
    visible(`Saved ${counted(baseline.sessions.length, 'session')} of ${baseline.scenario} in ${file}\n`),
  );
  return EXIT.pass;
}

/** What a baseline was made of. */
export function showBaselineCommand(
  file: string,
  options: { readonly json?: boolean },
  terminal: Terminal,
): number {
  const baseline = readBaseline(resolve(terminal.directory, file));
  if (options.json === true) sayJson(terminal.out, baseline);
  else {
    const { testbed, sessions, scenario } = baseline;
    terminal.out.write(
      visible(
        `${scenario} on ${testbed.hostname}: ${testbed.cpuModel}, ${counted(testbed.cores, 'core')}, ` +
          `${testbed.operatingSystem}, kernel ${testbed.kernel}\n`,
      ),
    );
    for (const session of sessions)
      terminal.out.write(
        visible(`  ${session.startedAt}  ${session.runId}  ${session.series.length} series\n`),
      );
  }
  return EXIT.pass;
}
