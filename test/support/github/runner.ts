import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readYaml, substitute, type ActionMetadata } from './metadata.ts';

export interface ActionRun {
  /** Of the step that failed; 0 when none did. */
  readonly code: number | null;
  /** Ids of the steps that were run. */
  readonly steps: readonly string[];
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
  readonly log: string;
}

/**
 * Runs a composite action as GitHub's runner does: its steps in the workspace, each script from a file under
 * `bash --noprofile --norc -e -o pipefail`, inputs by expressions in `env`, outputs by files, and nothing
 * after a step that failed.
 */
export function runAction(
  action: string,
  workspace: string,
  inputs: Readonly<Record<string, string>>,
  environment: Readonly<Record<string, string>>,
): ActionRun {
  const metadata = readYaml<ActionMetadata>(join(action, 'action.yml'));
  const scratch = mkdtempSync(join(tmpdir(), 'isodense-runner-'));
  const known = new Map(
    Object.entries(metadata.inputs).map(([name, input]) => [
      `inputs.${name}`,
      inputs[name] ?? input.default ?? '',
    ]),
  );
  const lookUp = (path: string) => known.get(path);
  const summary = join(scratch, 'summary');
  writeFileSync(summary, '');
  const steps: string[] = [];
  let log = '';
  let code: number | null = 0;
  for (const { id, env, run } of metadata.runs.steps) {
    const output = join(scratch, `output-${id}`);
    const script = join(scratch, `${id}.sh`);
    writeFileSync(output, '');
    writeFileSync(script, substitute(run, lookUp));
    const ended = spawnSync('bash', ['--noprofile', '--norc', '-e', '-o', 'pipefail', script], {
      cwd: workspace,
      encoding: 'utf8',
      env: {
        ...process.env,
        ...environment,
        CI: 'true',
        GITHUB_ACTIONS: 'true',
        GITHUB_ACTION_PATH: action,
        GITHUB_OUTPUT: output,
        GITHUB_STEP_SUMMARY: summary,
        GITHUB_WORKSPACE: workspace,
        ...Object.fromEntries(Object.entries(env).map(([name, value]) => [name, substitute(value, lookUp)])),
      },
    });
    steps.push(id);
    log += ended.stdout + ended.stderr;
    for (const line of readFileSync(output, 'utf8').split('\n').filter(Boolean))
      known.set(`steps.${id}.outputs.${line.slice(0, line.indexOf('='))}`, line.slice(line.indexOf('=') + 1));
    code = ended.status;
    if (code !== 0) break;
  }
  const outputs = Object.fromEntries(
    Object.entries(metadata.outputs).map(([name, { value }]) => [name, substitute(value, lookUp)]),
  );
  const written = readFileSync(summary, 'utf8');
  rmSync(scratch, { recursive: true });
  return { code, steps, outputs, summary: written, log };
}
