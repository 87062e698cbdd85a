import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Engine } from '../../../src/drivers/docker/engine.ts';
import { versionsOf } from '../../../src/drivers/docker/versions.ts';

let directory: string;
const path = process.env['PATH'];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'isodense-versions-'));
});
afterEach(() => {
  process.env['PATH'] = path;
  rmSync(directory, { recursive: true });
});

/** Leaves a file behind when it is run. */
function program(name: string, version: string): string {
  const file = join(directory, name);
  writeFileSync(file, `#!/bin/sh\ntouch "$0.ran"\necho ${name} version ${version}\n`);
  chmodSync(file, 0o755);
  return file;
}

const engineWith = (runtime: string, told: string, address = 'unix:///run/docker.sock'): Engine =>
  ({
    runtimes: { [runtime]: { path: told } },
    endpoint: { address, source: 'test' },
    managed: false,
    version: '20.10',
  }) as unknown as Engine;

it('asks the program on the own PATH that the engine names', async () => {
  const crun = program('crun', '9.8.7');
  process.env['PATH'] = directory;
  for (const told of [crun, 'crun'])
    expect(await versionsOf(engineWith('crun', told), 'crun')).toEqual({ engine: '20.10', crun: '9.8.7' });
});

it.each([
  ['a program of another name', 'evil'],
  ['a runtime outside the PATH', 'crun'],
])('never runs %s that an engine names', async (_, name) => {
  const told = program(name, '6.6.6');
  expect(await versionsOf(engineWith('sly', told), 'sly')).toEqual({ engine: '20.10', sly: 'unknown' });
  expect(existsSync(`${told}.ran`)).toBe(false);
});

it('runs nothing of another name on the PATH either, and nothing for an engine on another machine', async () => {
  program('reboot', '6.6.6');
  program('crun', '9.8.7');
  process.env['PATH'] = directory;
  expect(await versionsOf(engineWith('sly', 'reboot'), 'sly')).toMatchObject({ sly: 'unknown' });
  expect(await versionsOf(engineWith('crun', 'crun', 'tcp://elsewhere:2375'), 'crun')).toMatchObject({
    crun: 'unknown',
  });
  expect(existsSync(join(directory, 'reboot.ran')) || existsSync(join(directory, 'crun.ran'))).toBe(false);
});
