import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { importArchive } from '../../src/image/archive/import.ts';
import {
  blobs,
  configurationOf,
  descriptorOf,
  directory,
  digestOf,
  entryBlocks,
  file,
  hardLink,
  hexOf,
  ociMembers,
  rawTar,
  savedMembers,
  symlink,
  type RawEntry,
} from '../support/raw-tar.ts';

const { signal } = new AbortController();
let place: string;
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'isodense-import-'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(place, { recursive: true });
});

const LAYER = rawTar([directory('bin'), file('bin/app', 'app')]);
const UPPER = rawTar([file('etc', 'upper')]);

function imported(content: readonly RawEntry[] | Buffer, name?: string) {
  const archive = join(place, 'archive.tar');
  writeFileSync(archive, Buffer.isBuffer(content) ? content : rawTar(content));
  return importArchive(archive, join(place, 'image.tar'), name, signal);
}

/** What the copy holds, by name, as another program reads it. */
function members(): Record<string, string> {
  const names = execFileSync('tar', ['-tf', join(place, 'image.tar')], { encoding: 'utf8' })
    .trim()
    .split('\n');
  return Object.fromEntries(
    names.map((name) => [name, digestOf(execFileSync('tar', ['-xOf', join(place, 'image.tar'), name]))]),
  );
}

const layersOf = (...layers: readonly Buffer[]) =>
  layers.map((layer) => [`${hexOf(layer)}.tar`, digestOf(layer)]);

describe('an image archive', () => {
  const saved = savedMembers([LAYER, UPPER]);
  it.each<[string, readonly RawEntry[] | (() => Buffer)]>([
    ['as Docker saves it', saved],
    ['with ./ before every name', saved.map((entry) => ({ ...entry, name: `./${entry.name}` }))],
    ['that is compressed as a whole', () => gzipSync(rawTar(saved))],
    ['that is an OCI layout', ociMembers([LAYER, UPPER])],
    [
      'that is an OCI layout with a manifest.json beside',
      [
        ...ociMembers([LAYER, UPPER]),
        file(
          'manifest.json',
          JSON.stringify([
            {
              Config: `blobs/sha256/${hexOf(configurationOf([LAYER, UPPER]))}`,
              RepoTags: null,
              Layers: [LAYER, UPPER].map((layer) => `blobs/sha256/${hexOf(layer)}`),
            },
          ]),
        ),
      ],
    ],
    ['whose layers are compressed', ociMembers([LAYER, UPPER], [gzipSync(LAYER), gzipSync(UPPER)])],
    ['with a nested index for several platforms', nested(ociMembers([LAYER, UPPER]))],
  ])('%s becomes the same copy', async (_, content) => {
    const { digest, config } = await imported(typeof content === 'function' ? content() : content);
    expect(digest).toBe(digestOf(configurationOf([LAYER, UPPER])));
    expect(config.command).toEqual(['/x']);
    const manifest = JSON.stringify([
      {
        Config: `${hexOf(configurationOf([LAYER, UPPER]))}.json`,
        RepoTags: null,
        Layers: [LAYER, UPPER].map((layer) => `${hexOf(layer)}.tar`),
      },
    ]);
    expect(members()).toEqual(
      Object.fromEntries([
        ['manifest.json', digestOf(manifest)],
        [`${hexOf(configurationOf([LAYER, UPPER]))}.json`, digest],
        ...layersOf(LAYER, UPPER),
      ]),
    );
    expect(readdirSync(place).sort()).toEqual(['archive.tar', 'image.tar']);
  });

  it.each(['zstd', 'xz', 'bzip2'] as const)(
    'may have layers that are compressed with %s',
    async (program) => {
      const compressed = execFileSync(program, ['-c'], { input: LAYER });
      await imported(ociMembers([LAYER], [compressed]));
      expect(members()).toMatchObject(Object.fromEntries(layersOf(LAYER)));
    },
  );

  it('is refused when xz would need more memory than a layer may', async () => {
    const compressed = execFileSync('xz', ['--lzma2=preset=0,dict=512MiB,mf=hc3', '-c'], { input: LAYER });
    await expect(imported(ociMembers([LAYER], [compressed]))).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringContaining('Memory usage limit reached'),
    });
  });

  it.each([
    ['symbolic', symlink('bb/layer.tar', '../aa/layer.tar')],
    ['hard', hardLink('bb/layer.tar', 'aa/layer.tar')],
  ])('may name a layer twice by a %s link', async (_, link) => {
    const configuration = configurationOf([LAYER, LAYER]);
    await imported([
      file('aa/layer.tar', LAYER),
      link,
      file('c.json', configuration),
      file(
        'manifest.json',
        JSON.stringify([{ Config: 'c.json', RepoTags: null, Layers: ['aa/layer.tar', 'bb/layer.tar'] }]),
      ),
    ]);
    expect(members()).toMatchObject(Object.fromEntries(layersOf(LAYER)));
  });

  it('with several images asks which one is meant, and takes tags and digests', async () => {
    const both = [
      file('a.tar', LAYER),
      file('b.tar', UPPER),
      file('a.json', configurationOf([LAYER])),
      file('b.json', configurationOf([UPPER])),
      file(
        'manifest.json',
        JSON.stringify([
          { Config: 'a.json', RepoTags: ['app:1', 'app'], Layers: ['a.tar'] },
          { Config: 'b.json', RepoTags: ['docker.io/library/other:latest'], Layers: ['b.tar'] },
        ]),
      ),
    ];
    await expect(imported(both)).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringMatching(/2 images: app:1 = app, docker\.io\/library\/other:latest/),
      hint: expect.stringContaining('name: NAME'),
    });
    await expect(imported(both, 'apq')).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringContaining('no image "apq"'),
    });
    expect((await imported(both, 'app:1')).digest).toBe(digestOf(configurationOf([LAYER])));
    expect((await imported(both, 'app:latest')).digest).toBe(digestOf(configurationOf([LAYER])));
    expect((await imported(both, 'other')).digest).toBe(digestOf(configurationOf([UPPER])));
  });

  it('that one image is in twice is that image', async () => {
    const configuration = configurationOf([LAYER]);
    const name = `${hexOf(configuration)}.json`;
    const entry = (tag: string) => ({ Config: name, RepoTags: [tag], Layers: ['a.tar'] });
    expect(
      (
        await imported([
          file('a.tar', LAYER),
          file(name, configuration),
          file('manifest.json', JSON.stringify([entry('a'), entry('b')])),
        ])
      ).digest,
    ).toBe(digestOf(configuration));
  });

  it('that needs a program which is not there says which, and the package that it is in', async () => {
    const compressed = execFileSync('zstd', ['-c'], { input: LAYER });
    vi.stubEnv('PATH', place);
    await expect(imported(ociMembers([LAYER], [compressed]))).rejects.toMatchObject({
      kind: 'unavailable',
      message: expect.stringContaining('program zstd'),
      hint: 'apt-get install zstd',
    });
  });
});

/** The layout's only manifest two indexes deep, beside one for another platform and an attestation. */
function nested(members: readonly RawEntry[]): RawEntry[] {
  const [manifest] = (
    JSON.parse(contentOf(members, 'index.json')) as { manifests: [{ digest: string; size: number }] }
  ).manifests;
  const foreign = JSON.stringify({ schemaVersion: 2, config: descriptorOf('x'), layers: [] });
  const index = 'application/vnd.oci.image.index.v1+json';
  const inner = JSON.stringify({
    manifests: [
      { ...descriptorOf(foreign), platform: { os: 'linux', architecture: 's390x' } },
      {
        ...manifest,
        platform: { os: 'linux', architecture: process.arch === 'x64' ? 'amd64' : process.arch },
      },
      { ...descriptorOf(foreign), platform: { os: 'unknown', architecture: 'unknown' } },
    ],
  });
  const outer = JSON.stringify({ manifests: [{ ...descriptorOf(inner), mediaType: index }] });
  return [
    ...members.filter(({ name }) => name !== 'index.json'),
    ...blobs([foreign, inner, outer]),
    file('index.json', JSON.stringify({ manifests: [{ ...descriptorOf(outer), mediaType: index }] })),
  ];
}

function contentOf(members: readonly RawEntry[], name: string): string {
  return String(members.find((entry) => entry.name === name)?.content);
}

describe('a hostile archive', () => {
  const configuration = configurationOf([LAYER]);
  const manifest = (Config: string, Layers: string[]) =>
    file('manifest.json', JSON.stringify([{ Config, RepoTags: null, Layers }]));
  const good = [file('l.tar', LAYER), file('c.json', configuration), manifest('c.json', ['l.tar'])];
  const without = (name: string) => good.filter((entry) => entry.name !== name);

  const cases: [string, () => readonly RawEntry[] | Buffer, RegExp][] = [
    [
      'names a configuration like an option',
      () => [...without('manifest.json'), manifest('--use-compress-program=touch HERE', ['l.tar'])],
      /looks like an option/,
    ],
    [
      'names a layer like an option',
      () => [
        ...without('manifest.json'),
        file('--checkpoint-action=exec=touch HERE', LAYER),
        manifest('c.json', ['--checkpoint-action=exec=touch HERE']),
      ],
      /looks like an option/,
    ],
    [
      'names an absolute path',
      () => [...without('manifest.json'), manifest('/etc/hostname', ['l.tar'])],
      /outside the archive/,
    ],
    [
      'names a path that leaves it',
      () => [...without('manifest.json'), manifest('../secret', ['l.tar'])],
      /outside the archive/,
    ],
    [
      'has a layer that is a link to a host file',
      () => [...without('l.tar'), symlink('l.tar', join(place, 'secret'))],
      /link that points outside/,
    ],
    [
      'has a layer that is a link above itself',
      () => [...without('l.tar'), symlink('l.tar', '../secret')],
      /link that points outside/,
    ],
    [
      'has a configuration that is a hard link to a host file',
      () => [...without('c.json'), hardLink('c.json', '/etc/hostname')],
      /link that points outside/,
    ],
    [
      'has links in a circle',
      () => [...without('l.tar'), symlink('l.tar', 'm.tar'), symlink('m.tar', 'l.tar')],
      /broken link/,
    ],
    [
      'has a FIFO as a layer',
      () => [...without('l.tar'), { name: 'l.tar', type: '6' }],
      /neither a file nor a directory/,
    ],
    [
      'has a device as a layer',
      () => [...without('l.tar'), { name: 'l.tar', type: '3', major: 1, minor: 5 }],
      /neither a file nor a directory/,
    ],
    ['lacks a layer', () => without('l.tar'), /"l\.tar", which is not in it/],
    ['lacks its configuration', () => without('c.json'), /"c\.json", which is not in it/],
    ['has two manifests', () => [...good, manifest('c.json', ['l.tar'])], /manifest\.json" twice/],
    [
      'has two manifests, one as ./',
      () => [...good, { ...manifest('c.json', ['l.tar']), name: './manifest.json' }],
      /manifest\.json" twice/,
    ],
    [
      'has a configuration of more than 4 MiB',
      () => [...without('c.json'), file('c.json', Buffer.alloc(5 * 2 ** 20, ' '))],
      /configuration of 5242880 bytes/,
    ],
    [
      'claims a configuration of a terabyte',
      () => rawTar([{ name: 'c.json', size: 2 ** 33 - 1 }, ...without('c.json')]),
      /truncated/,
    ],
    [
      'has a configuration that does not match the digest of its name',
      () => [
        file('l.tar', LAYER),
        file(`${'0'.repeat(64)}.json`, configuration),
        manifest(`${'0'.repeat(64)}.json`, ['l.tar']),
      ],
      /configuration that does not match the digest/,
    ],
    [
      'has another layer than its configuration says',
      () => [...without('l.tar'), file('l.tar', UPPER)],
      /layer 1 of 1 has content that does not match its digest in the configuration/,
    ],
    [
      'has fewer layers than its configuration says',
      () => [...without('manifest.json'), manifest('c.json', [])],
      /0 layers and a configuration that names 1/,
    ],
    [
      'has more layers than an engine can stack',
      () => [
        ...without('manifest.json'),
        manifest(
          'c.json',
          Array.from({ length: 126 }, () => 'l.tar'),
        ),
      ],
      /more than 125 layers/,
    ],
    ['has a NUL in its command', () => saved({ Cmd: ['/bin/app\0x'] }), /a NUL/],
    ['has a NUL in its environment', () => saved({ Cmd: ['/x'], Env: ['A=\0'] }), /a NUL/],
    ['has a NUL in a member’s name', () => [...good, file('x', '', { pax: { path: 'a\0b' } })], /a NUL/],
    [
      'is for another operating system',
      () => savedMembers([LAYER], [], configurationOf([LAYER], {}, { os: 'windows' })),
      /operating system other than Linux/,
    ],
    [
      'has a layer that is no archive',
      () => savedMembers([Buffer.from('x'.repeat(600))]),
      /layer 1 of 1 has a header with a wrong checksum/,
    ],
    [
      'has a compressed layer that is damaged',
      () => ociMembers([LAYER], [gzipSync(LAYER).subarray(0, 40)]),
      /gzip data that cannot be decompressed/,
    ],
    [
      'has a huge extended header',
      () => savedMembers([rawTar([file('x', '', { pax: { comment: 'c'.repeat(2 ** 20) } })])]),
      /extended header of \d+ bytes/,
    ],
    [
      'is cut off in a layer',
      () => rawTar([...without('l.tar'), file('l.tar', LAYER)]).subarray(0, -2048),
      /truncated/,
    ],
    ['is cut off in a header', () => rawTar(good).subarray(0, 700), /truncated/],
    ['is not an archive', () => Buffer.from('not a tar'), /truncated/],
    ['is empty', () => Buffer.alloc(0), /neither a manifest\.json nor an index\.json/],
    [
      'has a manifest that is not JSON',
      () => [...without('manifest.json'), file('manifest.json', '{')],
      /not JSON/,
    ],
    [
      'has a manifest of a million brackets',
      () => [...without('manifest.json'), file('manifest.json', '['.repeat(2 ** 20))],
      /not JSON|not one/,
    ],
    [
      'has a blob that is not what its name says',
      () =>
        ociMembers([LAYER]).map((entry) =>
          entry.name.endsWith(hexOf(LAYER))
            ? { ...entry, content: LAYER.map((byte, index) => (index === 1500 ? byte + 1 : byte)) as Buffer }
            : entry,
        ),
      /not match the digest in its name/,
    ],
    [
      'has a blob of another size than its index says',
      () =>
        ociMembers([LAYER]).map((entry) =>
          entry.name.endsWith(hexOf(LAYER)) ? file(entry.name, Buffer.concat([LAYER, LAYER])) : entry,
        ),
      /bytes, expected/,
    ],
    [
      'has an index that names a path instead of a digest',
      () => [
        file(
          'index.json',
          JSON.stringify({ manifests: [{ digest: 'sha256:../../../etc/passwd', size: 3 }] }),
        ),
      ],
      /index\.json that is not valid/,
    ],
    ['has indexes within themselves', () => endless(), /more than 4 indexes/],
  ];
  const saved = (config: object) => savedMembers([LAYER], [], configurationOf([LAYER], config));

  it.each(cases)('that %s is refused, and nothing is left of it', async (_, content, message) => {
    writeFileSync(join(place, 'secret'), rawTar([file('secret', 'secret')]));
    mkdirSync(join(place, 'HERE'));
    await expect(imported(content())).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringMatching(message),
      hint: expect.anything(),
    });
    expect(readdirSync(place).sort()).toEqual(['HERE', 'archive.tar', 'secret']);
    expect(readdirSync(join(place, 'HERE'))).toEqual([]);
  });

  it('that is a directory, a FIFO or not there is refused at once', async () => {
    execFileSync('mkfifo', [join(place, 'fifo')]);
    for (const archive of [place, join(place, 'fifo'), '/dev/zero', join(place, 'none')]) {
      await expect(importArchive(archive, join(place, 'image.tar'), undefined, signal)).rejects.toMatchObject(
        { kind: 'usage', message: expect.stringContaining(`expected an image archive at ${archive}, but`) },
      );
    }
  });

  it('of more members than there may be is refused, whatever they are', async () => {
    const directories = Array.from({ length: 10_001 }, (_, index): RawEntry => ({
      name: `d${index}/`,
      type: '5',
    }));
    await expect(imported([...directories, ...savedMembers([LAYER])])).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringContaining('more than 10000 members'),
    });
  });

  it('that would fill the disk is refused before it does', async () => {
    const bomb = gzipSync(
      Buffer.concat([
        ...entryBlocks(file('zeros', '', { pax: { size: String(2 ** 52) } })),
        Buffer.alloc(2 ** 20),
      ]),
    );
    await expect(imported(ociMembers([LAYER], [bomb]))).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringContaining('more than this host has space for'),
    });
    expect(readdirSync(place)).toEqual(['archive.tar']);
  });

  it('that names a layer twice cannot bring other content the second time, however far it would expand', async () => {
    const bomb = gzipSync(Buffer.concat([LAYER, Buffer.alloc(64 * 2 ** 20)]));
    const configuration = configurationOf([LAYER, LAYER]);
    const archive = [
      file('a', LAYER),
      file('b', bomb.subarray(0, -8)),
      file('c.json', configuration),
      file('manifest.json', JSON.stringify([{ Config: 'c.json', RepoTags: null, Layers: ['a', 'b'] }])),
    ];
    // Its end is missing: whoever decompresses all of it complains of that.
    await expect(imported(archive)).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringContaining(
        'layer 2 of 2 has content that does not match its digest in the configuration',
      ),
    });
  });

  it('is given up at once when the run is interrupted, and leaves nothing', async () => {
    const abort = new AbortController();
    writeFileSync(
      join(place, 'archive.tar'),
      rawTar(savedMembers([rawTar([file('big', Buffer.alloc(2 ** 24))])])),
    );
    const importing = importArchive(
      join(place, 'archive.tar'),
      join(place, 'image.tar'),
      undefined,
      abort.signal,
    );
    abort.abort(new Error('enough'));
    await expect(importing).rejects.toThrow('enough');
    expect(readdirSync(place)).toEqual(['archive.tar']);
  });
});

/** An index that names an index that names an index, five deep. */
function endless(): RawEntry[] {
  const mediaType = 'application/vnd.oci.image.index.v1+json';
  const chain = [JSON.stringify({ manifests: [] })];
  for (let depth = 0; depth < 6; depth += 1)
    chain.push(JSON.stringify({ manifests: [{ ...descriptorOf(chain.at(-1)!), mediaType }] }));
  return [...blobs(chain), file('index.json', chain.at(-1))];
}
