import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { packTar } from '../../src/image/tar/pack.ts';
import { sha256 } from '../../src/image/archive/digest.ts';
import { prepareImage } from '../../src/image/prepare.ts';
import { createImageTools } from '../../src/image/tools.ts';

const { signal } = new AbortController();
let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'isodense-image-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

async function archiveOf(layers: readonly Buffer[], architecture = 'amd64'): Promise<string> {
  const config = JSON.stringify({
    architecture,
    os: 'linux',
    config: { Cmd: ['/x'], User: '7' },
    rootfs: { type: 'layers', diff_ids: layers.map((layer) => sha256(layer)) },
  });
  const file = (path: string, content: Buffer | string) => ({
    path,
    type: 'file' as const,
    mode: 0o644,
    content: Buffer.from(content),
  });
  const tar = await packTar([
    file(
      'manifest.json',
      JSON.stringify([
        { Config: 'c.json', RepoTags: ['a:b'], Layers: layers.map((_, index) => `${index}.tar`) },
      ]),
    ),
    file('c.json', config),
    ...layers.map((layer, index) => file(`${index}.tar`, layer)),
  ]);
  const path = join(directory, 'image.tar');
  writeFileSync(path, tar);
  return path;
}

describe('preparing an image', () => {
  it('builds the builtin image offline, the same bytes each time', async () => {
    const once = await prepareImage(
      { kind: 'builtin', name: 'hello' },
      join(directory, 'a'),
      undefined,
      signal,
    );
    const again = await prepareImage(
      { kind: 'builtin', name: 'hello' },
      join(directory, 'b'),
      undefined,
      signal,
    );
    expect(once.config.entrypoint).toEqual(['/hello']);
    expect(once.foreign).toBe(false);
    expect(again.digest).toBe(once.digest);
    expect(readFileSync(again.archive).equals(readFileSync(once.archive))).toBe(true);
  });

  it('names the builtin images when asked for another', async () => {
    await expect(
      prepareImage({ kind: 'builtin', name: 'helo' }, directory, undefined, signal),
    ).rejects.toMatchObject({ kind: 'usage', hint: expect.stringContaining('hello') });
  });

  it('labels an image of another architecture as foreign', async () => {
    const image = await prepareImage(
      { kind: 'archive', file: await archiveOf([], 's390x') },
      directory,
      undefined,
      signal,
    );
    expect(image.foreign).toBe(true);
  });

  it('says how to make an archive when the file is not one', async () => {
    const file = join(directory, 'x.tar');
    writeFileSync(file, 'not a tar');
    await expect(prepareImage({ kind: 'archive', file }, directory, undefined, signal)).rejects.toMatchObject(
      {
        kind: 'usage',
        hint: expect.stringContaining('docker save'),
      },
    );
  });
});

describe('flattening an image', () => {
  it('lays layers over each other and applies whiteouts', async () => {
    const text = (path: string, content: string) => ({
      path,
      type: 'file' as const,
      mode: 0o644,
      content: Buffer.from(content),
    });
    const folder = (path: string) => ({ path, type: 'directory' as const, mode: 0o755 });
    const lower = await packTar([
      folder('d'),
      text('d/old', '1'),
      folder('e'),
      text('e/gone', '2'),
      text('keep', '3'),
      text('replaced', '4'),
    ]);
    const upper = await packTar([
      folder('d'),
      text('d/.wh..wh..opq', ''),
      text('d/new', '5'),
      text('e/.wh.gone', ''),
      text('replaced', '6'),
    ]);
    const image = await prepareImage(
      { kind: 'archive', file: await archiveOf([lower, upper]) },
      directory,
      undefined,
      signal,
    );
    const root = join(directory, 'root');
    mkdirSync(root);
    await createImageTools().flatten(image, root, signal);
    expect(readdirSync(root).sort()).toEqual(['d', 'e', 'keep', 'replaced']);
    expect(readdirSync(join(root, 'd'))).toEqual(['new']);
    expect(readdirSync(join(root, 'e'))).toEqual([]);
    expect(readFileSync(join(root, 'replaced'), 'utf8')).toBe('6');
  });
});
