import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readArchive, sha256 } from '../../src/image/archive.ts';
import { repackWithoutTags } from '../../src/image/repack.ts';
import { packTar, type TarEntry } from '../../src/image/tar.ts';

const { signal } = new AbortController();
let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'isodense-repack-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const file = (path: string, content: Buffer | string): TarEntry => ({ path, type: 'file', mode: 0o644, content: Buffer.from(content) });

/** An archive as Docker 20.10 saves an image with two tags: a layer that occurs twice is a symbolic link the second time. */
async function savedImage(layerLink = '../aa/layer.tar'): Promise<string> {
  const layer = await packTar([file('hello', 'hello')]);
  const config = JSON.stringify({ architecture: 'amd64', os: 'linux', config: { Cmd: ['/hello'] }, rootfs: { type: 'layers', diff_ids: [sha256(layer), sha256(layer)] } });
  const archive = join(directory, 'saved.tar');
  writeFileSync(archive, await packTar([
    { path: 'aa', type: 'directory', mode: 0o755 },
    file('aa/layer.tar', layer),
    { path: 'bb', type: 'directory', mode: 0o755 },
    { path: 'bb/layer.tar', type: 'symlink', target: layerLink },
    file('c0.json', config),
    file('repositories', '{"app":{"1.0":"bb"}}'),
    file('index.json', '{"manifests":[{"annotations":{"io.containerd.image.name":"app:1.0"}}]}'),
    file('manifest.json', JSON.stringify([{ Config: 'c0.json', RepoTags: ['app:1.0', 'app:latest'], Layers: ['aa/layer.tar', 'bb/layer.tar'] }])),
  ]));
  return archive;
}

const members = (archive: string) => execFileSync('tar', ['-tvf', archive], { encoding: 'utf8' }).trim().split('\n');
const read = (archive: string, member: string) => execFileSync('tar', ['-xOf', archive, member], { encoding: 'utf8' });

describe('an archive that a user saved', () => {
  it('is repacked as the same image without any name', async () => {
    const saved = await savedImage();
    const repacked = join(directory, 'repacked.tar');
    await repackWithoutTags(saved, repacked, join(directory, 'scratch'), signal);
    expect(JSON.parse(read(repacked, 'manifest.json'))).toEqual([{ Config: 'c0.json', RepoTags: null, Layers: ['aa/layer.tar', 'bb/layer.tar'] }]);
    expect(await readArchive(repacked, signal)).toEqual(await readArchive(saved, signal));
    expect(members(repacked).map((line) => line.split(' ').at(-1) ?? '').sort()).toEqual(['aa/layer.tar', 'bb/layer.tar', 'c0.json', 'manifest.json']);
    expect(existsSync(join(directory, 'scratch'))).toBe(false);
  });

  it('has files in place of links, each with the layer in it', async () => {
    const repacked = join(directory, 'repacked.tar');
    await repackWithoutTags(await savedImage(), repacked, join(directory, 'scratch'), signal);
    expect(members(repacked).every((line) => line.startsWith('-'))).toBe(true);
    expect(read(repacked, 'bb/layer.tar')).toBe(read(repacked, 'aa/layer.tar'));
  });

  it('cannot smuggle files of this host into the image', async () => {
    mkdirSync(join(directory, 'private'));
    writeFileSync(join(directory, 'private', 'key'), 'secret');
    const saved = await savedImage('../../private/key');
    const repacked = join(directory, 'repacked.tar');
    await expect(repackWithoutTags(saved, repacked, join(directory, 'scratch'), signal)).rejects.toMatchObject({ kind: 'usage', message: expect.stringContaining('bb/layer.tar, which its manifest.json names, points outside of it') });
    expect(existsSync(repacked)).toBe(false);
    expect(existsSync(join(directory, 'scratch'))).toBe(false);
  });

  it('is refused when it lacks a layer that its manifest names', async () => {
    await expect(repackWithoutTags(await savedImage('../cc/layer.tar'), join(directory, 'r.tar'), join(directory, 'scratch'), signal)).rejects.toMatchObject({ kind: 'usage', message: expect.stringContaining('is not in it') });
  });
});
