import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { packDirectory } from '../../src/host/pack-directory.ts';

const ALL = () => ({ take: true, descend: true });
let place: string;
let source: string;
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'isodense-pack-'));
  source = join(place, 'source');
  mkdirSync(source);
});
afterEach(() => rmSync(place, { recursive: true }));

const bytes = (path: string) => Buffer.from(path, 'latin1');

describe('a packed directory', () => {
  it.each([1, 60, 120])('keeps names and link targets of any bytes, repeated %d times', async (times) => {
    const [folder, name] = ['d\xe9'.repeat(times), 'caf\xe9'];
    mkdirSync(bytes(join(source, folder)));
    writeFileSync(bytes(join(source, folder, name)), 'coffee');
    symlinkSync(bytes(`${folder}/${name}`), join(source, 'link'));
    symlinkSync('target', bytes(join(source, 'li\xf1k')));
    writeFileSync(join(source, 'naïve'), 'UTF-8');
    const target = join(place, 'target');
    mkdirSync(target);
    const tar = spawn('tar', ['-xf', '-', '-C', target], { stdio: ['pipe', 'ignore', 'inherit'] });
    const ended = once(tar, 'exit');
    await pipeline(packDirectory(source, ALL), tar.stdin);
    expect((await ended)[0]).toBe(0);
    expect(readdirSync(target, 'latin1').sort()).toEqual(
      [folder, 'link', 'li\xf1k', Buffer.from('naïve').toString('latin1')].sort(),
    );
    expect(readFileSync(bytes(join(target, folder, name)), 'utf8')).toBe('coffee');
    expect(readlinkSync(join(target, 'link'), 'latin1')).toBe(`${folder}/${name}`);
    expect(readlinkSync(bytes(join(target, 'li\xf1k')), 'utf8')).toBe('target');
    expect(readFileSync(join(target, 'naïve'), 'utf8')).toBe('UTF-8');
  });

  it.each<[string, (path: string) => void]>([
    ['a FIFO', (path) => execFileSync('mkfifo', [path])],
    ['a link', (path) => symlinkSync(process.execPath, path)],
  ])('fails when one of its files becomes %s while it is read', async (_, replace) => {
    const path = join(source, 'file');
    writeFileSync(path, 'x'.repeat(8));
    const replacing = () => {
      unlinkSync(path);
      replace(path);
      return { take: true, descend: true };
    };
    await expect(buffer(packDirectory(source, replacing))).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringContaining(path),
    });
  });

  it('fails when one of its files becomes shorter while it is read', async () => {
    const path = join(source, 'file');
    writeFileSync(path, 'x'.repeat(8));
    const shortening = () => {
      writeFileSync(path, 'x');
      return { take: true, descend: true };
    };
    await expect(buffer(packDirectory(source, shortening))).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringContaining('became shorter'),
    });
  });
});
