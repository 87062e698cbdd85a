import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { experiments } from '../src/experiments/registry.ts';
import {
  clockViolations,
  driverNameViolations,
  experimentNameViolations,
  lengthViolations,
  machineViolations,
  printingViolations,
} from './support/architecture/bans.ts';
import { cycles } from './support/architecture/cycles.ts';
import { layerViolations } from './support/architecture/layers.ts';
import { parseSource } from './support/architecture/source.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

function read(folder: string) {
  if (!existsSync(ROOT + folder)) return [];
  return readdirSync(ROOT + folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `${folder}/${name}`)
    .map((path) => parseSource(path, readFileSync(ROOT + path, 'utf8')));
}

const source = read('src');
const COMMANDS = 'src/cli/commands/';

/** Fails with one violation a line, instead of a difference of arrays. */
function expectNone(violations: readonly string[]): void {
  if (violations.length > 0) expect.fail(`${violations.length} to fix:\n${violations.join('\n')}\n`);
}

describe('the source keeps to its architecture', () => {
  it('reads the source that it judges', () => {
    expect(source.map(({ path }) => path)).toContain('src/drivers/driver.ts');
  });

  it('imports in one direction only, as the table of layers says', () => expectNone(layerViolations(source)));

  it('has commands that import no other command', () =>
    expectNone(
      source
        .filter(({ path }) => path.startsWith(COMMANDS))
        .flatMap(({ path, imports }) =>
          imports
            .filter(({ target }) => target?.startsWith(COMMANDS))
            .map(({ target, line }) => `${path}:${line} imports ${target}: move what both use to src/cli`),
        ),
    ));

  it('has no import cycle', () => expectNone(cycles(source)));

  it('touches files, processes, sockets, timers and signals in src/host only', () =>
    expectNone(machineViolations(source)));

  it('measures deadlines on the clock that a context brings', () => expectNone(clockViolations(source)));

  it('prints in src/cli only', () => expectNone(printingViolations(source)));

  it('knows technologies by name in src/drivers only', () => expectNone(driverNameViolations(source)));

  it('knows experiments and their metrics by name in their own folders only', () =>
    expectNone(experimentNameViolations(source, experiments)));

  it('keeps every source file within 400 lines and every test within 500', () =>
    expectNone(lengthViolations([...source, ...read('test'), ...read('bench')])));
});
