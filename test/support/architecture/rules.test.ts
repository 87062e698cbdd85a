import { describe, expect, it } from 'vitest';
import {
  clockViolations,
  driverNameViolations,
  experimentNameViolations,
  lengthViolations,
  machineViolations,
  printingViolations,
} from './bans.ts';
import { cycles } from './cycles.ts';
import { layerViolations } from './layers.ts';
import { parseSource, type SourceFile } from './source.ts';

const files = (texts: Record<string, string>): SourceFile[] =>
  Object.entries(texts).map(([path, text]) => parseSource(path, text));
const imports = (path: string, statement: string): string[] => layerViolations(files({ [path]: statement }));

describe('the rules of the architecture', () => {
  it.each([
    ['src/stats/mean.ts', `import { x } from '../model/units.ts'`],
    ['src/drivers/fake/session.ts', `import { x } from '../driver.ts'; import { y } from './clock.ts'`],
    ['src/drivers/registry.ts', `import { x } from './fake/driver.ts'`],
    ['src/probes/memory.ts', `import type { Scope } from '../drivers/driver.ts'`],
    ['src/cli/run.ts', `import { x } from '../drivers/registry.ts'`],
  ])('let %s do: %s', (path, statement) => expect(imports(path, statement)).toEqual([]));

  it.each([
    ['src/model/plan.ts', `import { x } from '../host/clock.ts'`, 'imports nothing of ours'],
    ['src/stats/mean.ts', `import { x } from '../host/clock.ts'`, 'it may import src/model/'],
    [
      'src/drivers/fake/session.ts',
      `import { x } from '../other/session.ts'`,
      'imports src/drivers/other/session.ts',
    ],
    ['src/drivers/fake/session.ts', `import { x } from '../registry.ts'`, 'imports src/drivers/registry.ts'],
    [
      'src/experiments/startup/cells.ts',
      `import { x } from '../memory/cells.ts'`,
      'imports src/experiments/memory/cells.ts',
    ],
    [
      'src/experiments/experiment.ts',
      `import { x } from './registry.ts'`,
      'imports src/experiments/registry.ts',
    ],
    ['src/probes/memory.ts', `import { LaunchError } from '../drivers/driver.ts'`, 'only with `import type`'],
    ['src/odds/ends.ts', '', 'is in no layer'],
  ])('do not let %s do: %s', (path, statement, said) =>
    expect(imports(path, statement)).toEqual([expect.stringContaining(said)]),
  );

  it('keep the names of experiments and of their metrics to their folders', () => {
    const known = [{ name: 'memory', metrics: [{ name: 'memory.marginal' }] }];
    const found = (path: string, text: string) => experimentNameViolations(files({ [path]: text }), known);
    expect(found('src/report/a.ts', `top('memory.marginal')`)).toEqual([
      expect.stringContaining(
        'src/report/a.ts:1 names "memory.marginal": only src/experiments/memory/ knows it',
      ),
    ]);
    expect(found('src/summary/a.ts', `cell.experiment === 'memory'`)).toHaveLength(1);
    expect(found('src/experiments/density/a.ts', `const x: 'memory.marginal' = y`)).toHaveLength(1);
    expect(
      found('src/experiments/memory/a.ts', `const x = { experiment: 'memory', x: 'memory.marginal' }`),
    ).toEqual([]);
    expect(found('src/host/a.ts', `cgroupFile(path, 'memory', 'memory.stat')`)).toEqual([]);
  });

  it('find a cycle once, whichever file it is entered by', () => {
    const knot = files({
      'src/run/a.ts': `import { b } from './b.ts'`,
      'src/run/b.ts': `import type { C } from './c.ts'`,
      'src/run/c.ts': `import { a } from './a.ts'; import { d } from './d.ts'`,
      'src/run/d.ts': '',
    });
    expect(cycles(knot)).toEqual(['src/run/a.ts → src/run/b.ts → src/run/c.ts → src/run/a.ts']);
  });

  it('see no cycle in two ways to the same file', () => {
    const diamond = files({
      'src/run/a.ts': `import './b.ts'; import './c.ts'`,
      'src/run/b.ts': `import './d.ts'`,
      'src/run/c.ts': `import './d.ts'`,
      'src/run/d.ts': '',
    });
    expect(cycles(diamond)).toEqual([]);
  });

  it.each([
    `import { readFileSync } from 'node:fs'`,
    `import { spawn } from 'child_process'`,
    `import 'node:timers/promises'`,
    'setTimeout(f, 1)',
    'process.kill(1)',
  ])('keep the machine to src/host: %s', (text) => {
    expect(machineViolations(files({ 'src/run/a.ts': text }))).toHaveLength(1);
    expect(machineViolations(files({ 'src/host/a.ts': text }))).toEqual([]);
  });

  it('let anybody name the types of the machine', () => {
    expect(
      machineViolations(
        files({ 'src/drivers/fake/a.ts': `import type { ChildProcess } from 'node:child_process'` }),
      ),
    ).toEqual([]);
  });

  it.each([
    'f({ abortSignal: AbortSignal.timeout(1_000) })',
    'AbortSignal.any([signal, AbortSignal.timeout(1)])',
    `AbortSignal['timeout'](1)`,
    'const { timeout } = AbortSignal',
  ])('let no deadline bypass the clock: %s', (text) => {
    for (const path of ['src/drivers/fake/a.ts', 'src/host/a.ts'])
      expect(clockViolations(files({ [path]: text }))).toHaveLength(1);
  });

  it('let signals be joined, made and passed on', () => {
    const text = 'const f = (signal: AbortSignal) => AbortSignal.any([signal, AbortSignal.abort()])';
    expect(clockViolations(files({ 'src/drivers/fake/a.ts': text }))).toEqual([]);
  });

  it.each(['console.log(1)', `import { terminal } from '../host/process-io.ts'`])(
    'keep printing to src/cli: %s',
    (text) => {
      expect(printingViolations(files({ 'src/run/a.ts': text }))).toHaveLength(1);
      expect(printingViolations(files({ 'src/cli/a.ts': text }))).toEqual([]);
    },
  );

  it('let one file hand out the streams of the process', () => {
    const text = 'export const out = process.stdout';
    expect(printingViolations(files({ 'src/host/process-io.ts': text }))).toEqual([]);
    expect(printingViolations(files({ 'src/host/a.ts': text }))).toHaveLength(1);
    expect(machineViolations(files({ 'src/cli/a.ts': text }))).toHaveLength(1);
  });

  it('keep the names of technologies to src/drivers, wherever in a text they are', () => {
    const text = 'const hint = `install ${x} or Docker`';
    expect(driverNameViolations(files({ 'src/run/a.ts': text }))).toHaveLength(1);
    expect(driverNameViolations(files({ 'src/drivers/fake/a.ts': text }))).toEqual([]);
  });

  it('let the help of the command line name technologies, but not compare with one', () => {
    expect(driverNameViolations(files({ 'src/cli/run.ts': `const example = '--only runc,vm'` }))).toEqual([]);
    expect(driverNameViolations(files({ 'src/cli/run.ts': `if (driver === 'qemu') stop()` }))).toHaveLength(
      1,
    );
  });

  it('let the file format of image archives be called by its name', () => {
    expect(
      driverNameViolations(files({ 'src/image/a.ts': `const says = 'expected a docker-archive'` })),
    ).toEqual([]);
  });

  it('limit a source to 400 lines and a test to 500', () => {
    expect(lengthViolations(files({ 'src/run/a.ts': '//\n'.repeat(400) }))).toEqual([]);
    expect(lengthViolations(files({ 'src/run/a.ts': '//\n'.repeat(401) }))).toHaveLength(1);
    expect(lengthViolations(files({ 'test/run/a.test.ts': '//\n'.repeat(500) }))).toEqual([]);
    expect(lengthViolations(files({ 'test/run/a.test.ts': '//\n'.repeat(501) }))).toHaveLength(1);
  });
});
