import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execute } from '../../src/cli/program.ts';
import type { Terminal } from '../../src/host/process-io.ts';
import { captureTerminal } from '../support/captured-terminal.ts';

export const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A directory to run commands in, with state and cache of its own, away from those of real runs. */
export interface Workplace extends Disposable {
  readonly directory: string;
  /** Writes a file into it and gives its name. */
  file(name: string, text: string): string;
  isodense(...args: readonly string[]): Promise<Outcome>;
}

export function openWorkplace(overrides: Partial<Terminal> = {}): Workplace {
  const directory = mkdtempSync(join(tmpdir(), 'isodense-cli-'));
  const before = {
    ISODENSE_STATE: process.env['ISODENSE_STATE'],
    ISODENSE_CACHE: process.env['ISODENSE_CACHE'],
  };
  process.env['ISODENSE_STATE'] = join(directory, 'state');
  process.env['ISODENSE_CACHE'] = join(directory, 'cache');
  return {
    directory,
    file: (name, text) => {
      writeFileSync(join(directory, name), text);
      return name;
    },
    isodense: (...args) => runIn(directory, args, overrides),
    [Symbol.dispose]: () => {
      for (const [name, value] of Object.entries(before)) {
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      }
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** One command line, run in this process, in the repository itself. */
export function isodense(...args: readonly string[]): Promise<Outcome> {
  return runIn(REPOSITORY, args);
}

async function runIn(
  directory: string,
  args: readonly string[],
  overrides: Partial<Terminal> = {},
): Promise<Outcome> {
  const terminal = captureTerminal(directory, overrides);
  const code = await execute(args, terminal);
  return { code, stdout: terminal.stdout(), stderr: terminal.stderr() };
}

/** Two variants that only pretend: a whole run takes a second. */
export const FAKE_SCENARIO = `name: pretence
image: { builtin: hello }
reference: slow
variants:
  slow: { driver: fake, ready: 4ms, memory: 20MiB }
  fast: { driver: fake, ready: 2ms, memory: 10MiB }
experiments:
  startup: { densities: [1, 3], concurrency: [1, 2], rounds: 2 }
`;
