import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { packArchive } from '../../../src/image/archive/pack.ts';
import type { PreparedImage } from '../../../src/image/image.ts';
import { prepareImage } from '../../../src/image/prepare.ts';
import type { BuildRequest, ImageEngine } from '../../../src/image/sources/engine.ts';
import { packTar } from '../../../src/image/tar/pack.ts';
import type { ImageSource } from '../../../src/model/scenario.ts';

const { signal } = new AbortController();
let directory: string;
let archive: Buffer;
let asked: (string | BuildRequest)[];
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'isodense-sources-'));
  archive = await packArchive(await packTar([]), {
    architecture: 'amd64',
    os: 'linux',
    config: { Cmd: ['/app'] },
  });
  asked = [];
});
afterEach(() => rmSync(directory, { recursive: true }));

/** Gives the same image whatever it is asked for. */
const engine: ImageEngine = {
  save: async (reference, file) => {
    asked.push(reference);
    writeFileSync(file, archive);
  },
  build: async (request, file) => {
    asked.push(request);
    writeFileSync(file, archive);
  },
};

const prepared = () => join(directory, 'prepared');
const prepare = (source: ImageSource, using: ImageEngine | undefined = engine): Promise<PreparedImage> =>
  prepareImage(source, prepared(), using, signal);

describe('an image', () => {
  it('is taken from an engine by its name, and only the verified copy is kept', async () => {
    expect(await prepare({ kind: 'ref', ref: 'app:1' })).toMatchObject({
      description: 'app:1',
      config: { command: ['/app'] },
    });
    expect(asked).toEqual(['app:1']);
    expect(readdirSync(prepared())).toEqual(['image.tar']);
  });

  it('is built by an engine from what its directory holds', async () => {
    writeFileSync(join(directory, 'Other'), 'FROM scratch AS last\n');
    const source = { directory, dockerfile: 'Other', target: 'last', args: { A: '1' } };
    expect(await prepare({ kind: 'build', ...source })).toMatchObject({
      description: `built from ${directory}/Other, stage last`,
      config: { command: ['/app'] },
    });
    const context = { directory, dockerfile: 'Other', text: 'FROM scratch AS last\n' };
    expect(asked).toEqual([expect.objectContaining({ target: 'last', args: { A: '1' } })]);
    expect(asked).toEqual([expect.objectContaining({ context: expect.objectContaining(context) })]);
  });

  it('is not asked of an engine while its Dockerfile is missing', async () => {
    await expect(prepare({ kind: 'build', directory })).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringContaining('there is no Dockerfile'),
    });
    expect(asked).toEqual([]);
  });

  it('leaves nothing behind when what an engine gave is no image', async () => {
    archive = Buffer.from('no archive');
    await expect(prepare({ kind: 'ref', ref: 'app:1' })).rejects.toMatchObject({ kind: 'usage' });
    expect(readdirSync(prepared())).toEqual([]);
  });

  it.each<ImageSource>([
    { kind: 'ref', ref: 'app:1' },
    { kind: 'build', directory: '/app' },
  ])('of the kind $kind needs an engine, and the error suggests an archive', async (source) => {
    await expect(prepareImage(source, prepared(), undefined, signal)).rejects.toMatchObject({
      kind: 'unavailable',
      message: expect.stringContaining('needs a container engine'),
      hint: expect.stringContaining('archive: FILE'),
    });
  });
});
