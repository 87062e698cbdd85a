import { resolve } from 'node:path';
import { isAgainstBaseline } from '../../gate/rules.ts';
import type { Terminal } from '../../host/process-io.ts';
import { IsodenseError } from '../../model/errors.ts';
import type { GateRule } from '../../model/gate.ts';
import type { StoredRun } from '../../model/run-data.ts';
import { readBaseline } from '../../store/baseline-file.ts';
import { readRun } from '../../store/run-directory.ts';
import { judgeAndPublish, type JudgeOptions } from '../judge-run.ts';
import { loadGates } from '../load-scenario.ts';
import { technologies } from '../../drivers/registry.ts';

export interface GateOptions extends JudgeOptions {
  readonly baseline?: string;
  readonly gates?: string;
}

/**
 * Judges a stored run by its scenario's gates and those of a file. Nothing is measured, unless it is red and
 * to be confirmed. Resolves with the exit code.
 */
export async function gateCommand(
  directory: string,
  options: GateOptions,
  terminal: Terminal,
): Promise<number> {
  const path = resolve(terminal.directory, directory);
  const run = readRun(path);
  const rules = rulesOf(run, options, terminal);
  const baseline =
    options.baseline === undefined ? undefined : readBaseline(resolve(terminal.directory, options.baseline));
  if (baseline === undefined && rules.every((rule) => isAgainstBaseline(rule) && rule.level === 'error')) {
    throw new IsodenseError('no-baseline', 'every gate compares with a baseline, and there is none', {
      hint: 'give --baseline FILE (isodense baseline save DIR FILE makes one), or name a variant of the same run with over:',
    });
  }
  return judgeAndPublish(run, rules, baseline, options, terminal);
}

function rulesOf(
  { manifest, directory }: StoredRun,
  { gates }: GateOptions,
  terminal: Terminal,
): readonly GateRule[] {
  const rules = [
    ...(manifest.scenario.gates ?? []),
    ...(gates === undefined ? [] : loadGates(gates, terminal.directory, technologies, manifest.scenario)),
  ];
  if (rules.length > 0) return rules;
  throw new IsodenseError(
    'usage',
    `there is no gate to judge ${directory}: the scenario ${manifest.scenario.name} has none`,
    {
      hint: 'give --gates FILE with a list such as: - { metric: startup.ready.p50, of: gvisor, over: runc, max: 4x }',
    },
  );
}
