import { execFileSync } from 'node:child_process';
import {
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { makeFilesystem } from '../../../src/drivers/qemu/filesystem.ts';
import { monotonicClock } from '../../../src/host/clock.ts';
import { allocatedSize } from '../../../src/host/disk-space.ts';
import { fileSize } from '../../../src/host/files.ts';
import { needs } from '../../support/requirements.ts';

let directory: string;
let root: string;
let disk: string;
let told: string[];
beforeEach((test) => {
  needs(test, 'root', 'mke2fs');
  directory = mkdtempSync(join(tmpdir(), 'isodense-disk-'));
  root = join(directory, 'root');
  disk = join(directory, 'disk.ext4');
  mkdirSync(root);
  told = [];
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(directory, { recursive: true, force: true });
});

const make = (signal = new AbortController().signal) =>
  makeFilesystem({
    root,
    disk,
    of: 'a test',
    signal,
    context: { clock: monotonicClock, progress: (doing) => void told.push(doing) },
  });
const debugfs = (request: string) =>
  execFileSync('debugfs', ['-R', request, disk], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
const listed = (request: string) =>
  execFileSync('debugfs', ['-R', request, disk], { encoding: 'latin1', stdio: ['ignore', 'pipe', 'ignore'] });
const isSound = () =>
  execFileSync('e2fsck', ['-fn', disk], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });

describe("a VM's disk", () => {
  it('holds 40,000 empty files with long names in one directory', async () => {
    mkdirSync(join(root, 'many'));
    for (let file = 0; file < 40_000; file += 1)
      writeFileSync(join(root, 'many', `${String(file).padStart(5, '0')}-${'x'.repeat(190)}`), '');
    await make();
    expect(isSound()).toMatch(/40\d{3}\/\d+ files/);
    expect(debugfs(`stat /many/39999-${'x'.repeat(190)}`)).toContain('Type: regular');
    expect(told[0]).toMatch(/^making the disk of a test: 40,00\d files, /);
  });

  it('takes the room of what is really there: holes and further names of a file are free', async () => {
    writeFileSync(join(root, 'sparse'), 'x');
    truncateSync(join(root, 'sparse'), 2 ** 30);
    writeFileSync(join(root, 'file'), Buffer.alloc(2 ** 20, 1));
    for (let name = 0; name < 100; name += 1) linkSync(join(root, 'file'), join(root, `name${name}`));
    await make();
    isSound();
    expect(fileSize(disk)).toBeLessThan(16 * 2 ** 20);
    expect(allocatedSize(disk)).toBeLessThan(8 * 2 ** 20);
    expect(debugfs('stat /name7')).toMatch(/Links: 101\b/);
    expect(debugfs('stat /sparse')).toMatch(/Size: 1073741824\b/);
  });

  it.each([
    ['few', 0],
    ['many', 4_000],
  ])(
    'keeps long links, device nodes, modes and owners when a directory has %s names',
    async (_how, files) => {
      for (let file = 0; file < files; file += 1) writeFileSync(join(root, `file${file}`), '');
      symlinkSync('t'.repeat(200), join(root, 'long'));
      execFileSync('mknod', ['-m', '620', join(root, 'null'), 'c', '1', '3']);
      execFileSync('chown', ['7:8', join(root, 'null')]);
      mkdirSync(join(root, ...Array.from({ length: 60 }, () => 'deep')), { recursive: true });
      await make();
      isSound();
      expect(debugfs('stat /long')).toMatch(/Type: symlink[\s\S]*Size: 200\b/);
      expect(debugfs('stat /null')).toMatch(
        /Type: character special +Mode: +0620[\s\S]*User: +7 +Group: +8[\s\S]*Device major\/minor number: 01:03/,
      );
      expect(debugfs(`stat /${Array.from({ length: 60 }, () => 'deep').join('/')}`)).toContain(
        'Type: directory',
      );
    },
  );

  it('holds files whose names are not UTF-8', async () => {
    mkdirSync(Buffer.from(join(root, 'd\xe9'), 'latin1'));
    writeFileSync(Buffer.from(join(root, 'd\xe9/caf\xe9'), 'latin1'), 'coffee');
    await make();
    isSound();
    expect(listed('ls -p /')).toMatch(/\/d\xe9\//);
    const inode = /^\/(\d+)\/.*\/d\xe9\//m.exec(listed('ls -p /'))![1];
    expect(listed(`ls -p <${inode}>`)).toMatch(/\/caf\xe9\/6\//);
  });

  it('is not made any further when it is aborted', async () => {
    for (let file = 0; file < 4_500; file += 1) writeFileSync(join(root, `${file}`), '');
    const stop = new AbortController();
    const made = make(stop.signal);
    stop.abort(new Error('enough'));
    await expect(made).rejects.toThrow('enough');
  });

  it('holds a large directory where nothing can be mounted, as in a container without loop devices', async () => {
    for (let file = 0; file < 4_000; file += 1) writeFileSync(join(root, `file${file}`), '');
    const calls = pretend('unshare', 'echo "mount: failed to setup loop device" >&2; exit 1');
    await make();
    expect(calls()).toBe(1);
    isSound();
    expect(debugfs('stat /file3999')).toContain('Type: regular');
  });

  it('holds a large directory where the host has no unshare', async () => {
    for (let file = 0; file < 4_000; file += 1) writeFileSync(join(root, `file${file}`), '');
    vi.stubEnv('PATH', directory); // mke2fs is found in /sbin
    await make();
    vi.unstubAllEnvs();
    isSound();
    expect(debugfs('stat /file3999')).toContain('Type: regular');
  });

  it('is not tried again, nor is room asked for, when something else is wrong', async () => {
    const calls = pretend('mke2fs', 'echo "Invalid filesystem option set" >&2; exit 1');
    await expect(make()).rejects.toMatchObject({
      message: 'the disk of a test cannot be made: Invalid filesystem option set',
      hint: expect.not.stringContaining('room'),
    });
    expect(calls()).toBe(1);
  });
});

/** Puts a script first on the PATH; gives how often it was called. */
function pretend(program: string, script: string): () => number {
  const log = join(directory, 'calls');
  writeFileSync(join(directory, program), `#!/bin/sh\necho called >>${log}\n${script}\n`, { mode: 0o755 });
  vi.stubEnv('PATH', `${directory}:${process.env['PATH']}`);
  return () => readFileSync(log, 'utf8').split('\n').length - 1;
}
