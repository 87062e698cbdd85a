import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { findProgram } from '../../../src/host/files.ts';
import { prepareImage } from '../../../src/image/prepare.ts';
import type { ImageEngine } from '../../../src/image/sources/engine.ts';
import { checkOutRevision } from '../../../src/image/sources/revision.ts';
import { needs } from '../../support/requirements.ts';

const { signal } = new AbortController();
let directory: string;
let app: string;

const git = (...args: string[]): string =>
  execFileSync(
    'git',
    ['-c', 'user.name=t', '-c', 'user.email=t@localhost', '-c', 'commit.gpgsign=false', ...args],
    { cwd: directory, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] },
  ).trim();

/** Tagged v1: app/Dockerfile says one. Then it says two, committed, and three, not committed. */
beforeEach((context) => {
  needs(context, 'git');
  directory = mkdtempSync(join(tmpdir(), 'isodense-revision-'));
  app = join(directory, 'app');
  mkdirSync(app);
  git('init', '--quiet');
  writeFileSync(join(directory, 'elsewhere'), 'not part of the build');
  for (const text of ['one', 'two', 'three']) {
    writeFileSync(join(app, 'Dockerfile'), text);
    if (text === 'three') continue;
    git('add', '.');
    git('commit', '--quiet', '-m', text);
    if (text === 'one') git('tag', 'v1');
  }
  writeFileSync(join(app, 'untracked'), '');
});
afterEach(() => rmSync(directory, { recursive: true }));

it('takes what was committed in the directory at the revision, and nothing else', async () => {
  const target = join(directory, 'target');
  await checkOutRevision(app, 'v1', target, signal);
  expect(readdirSync(target)).toEqual(['Dockerfile']);
  expect(readFileSync(join(target, 'Dockerfile'), 'utf8')).toBe('one');
  expect(readFileSync(join(app, 'Dockerfile'), 'utf8')).toBe('three');
});

it('builds an image from it, and leaves nothing of it behind', async () => {
  const state = join(directory, 'state');
  let built: string | undefined;
  const engine: ImageEngine = {
    save: () => Promise.reject(new Error('nothing is pulled in this test')),
    build: async ({ context }) => {
      built = readFileSync(join(context.directory, context.dockerfile), 'utf8');
      throw new Error('no engine in this test');
    },
  };
  const image = prepareImage({ kind: 'build', directory: app, revision: 'v1' }, state, engine, signal);
  await expect(image).rejects.toThrow('no engine in this test');
  expect(built).toBe('one');
  expect(readdirSync(state)).toEqual([]);
});

it.each([
  ['a revision that is not there', 'v9', 'has no revision v9'],
  ['a revision that reads like an option', '--all', 'has no revision --all'],
])('refuses %s', async (_, revision, message) => {
  await expect(checkOutRevision(app, revision, join(directory, 'target'), signal)).rejects.toMatchObject({
    kind: 'usage',
    message: expect.stringContaining(message),
    hint: expect.stringContaining('git log'),
  });
});

it('refuses a directory that is not there or was not committed then', async () => {
  await expect(
    checkOutRevision(join(directory, 'ap'), 'v1', join(directory, 'target'), signal),
  ).rejects.toMatchObject({ kind: 'usage', message: expect.stringContaining('there is no directory') });
  const later = join(directory, 'later');
  mkdirSync(later);
  await expect(checkOutRevision(later, 'v1', join(directory, 'target'), signal)).rejects.toMatchObject({
    kind: 'usage',
  });
});

it('refuses to build from nothing when git wrote no archive', async (context) => {
  const real = findProgram('git')!;
  const fake = join(directory, 'bin');
  mkdirSync(fake);
  writeFileSync(
    join(fake, 'git'),
    `#!/bin/sh\nfor word; do [ "$word" = archive ] && { for out; do case "$out" in --output=*) rm -f "\${out#--output=}"; mkfifo "\${out#--output=}";; esac; done; exit 0; }; done\nexec ${real} "$@"\n`,
    { mode: 0o755 },
  );
  vi.stubEnv('PATH', `${fake}:${process.env['PATH']}`);
  context.onTestFinished(() => void vi.unstubAllEnvs());
  await expect(checkOutRevision(app, 'v1', join(directory, 'target'), signal)).rejects.toThrow(
    'is not a file',
  );
});
