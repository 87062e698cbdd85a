import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  watch,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { prepareImage } from '../../src/image/prepare.ts';
import { createImageTools } from '../../src/image/tools.ts';
import { describeTree } from '../support/layers/describe-tree.ts';
import {
  directory,
  entryBlocks,
  file,
  hardLink,
  rawTar,
  savedMembers,
  symlink,
  type RawEntry,
} from '../support/raw-tar.ts';
import { needs } from '../support/requirements.ts';

let place: string;
let root: string;
/** A directory of the host that every attack aims at. */
let host: string;
beforeEach((context) => {
  needs(context, 'root', 'setfattr');
  place = mkdtempSync(join(tmpdir(), 'isodense-flatten-'));
  [root, host] = [join(place, 'root'), join(place, 'host')];
  mkdirSync(host);
  mkdirSync(join(host, 'folder'));
  writeFileSync(join(host, 'secret'), 'secret');
  writeFileSync(join(host, 'folder', 'kept'), 'kept');
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(place, { recursive: true, force: true });
});

async function flattened(
  layers: readonly (readonly RawEntry[] | Buffer)[],
  signal = new AbortController().signal,
): Promise<void> {
  const archive = join(place, 'archive.tar');
  writeFileSync(
    archive,
    rawTar(savedMembers(layers.map((layer) => (Buffer.isBuffer(layer) ? layer : rawTar(layer))))),
  );
  const image = await prepareImage(
    { kind: 'archive', file: archive },
    join(place, 'prepared'),
    undefined,
    signal,
  );
  mkdirSync(root, { mode: 0o700 });
  await createImageTools().flatten(image, root, signal);
}

/** `l38` leads to `d` by way of 39 links, each of which goes in and out of `d` 610 times. */
const mazeOfLinks = (): RawEntry[] => [
  directory('d'),
  symlink('l0', 'd'),
  ...Array.from({ length: 38 }, (_, index) => symlink(`l${index + 1}`, `${'d/../'.repeat(610)}l${index}`)),
];

const content = (path: string) => readFileSync(join(root, path), 'utf8');

describe('layers that aim at the host', () => {
  const up = '../'.repeat(20);
  it.each<[string, () => (readonly RawEntry[])[], readonly string[]]>([
    [
      'write below an absolute link',
      () => [[symlink('l', host)], [file('l/secret', 'X')]],
      ['l', 'l/secret'],
    ],
    [
      'write below a link with ..',
      () => [[symlink('l', up + host)], [file('l/secret', 'X')]],
      ['l', 'l/secret'],
    ],
    [
      'write below a chain of links',
      () => [
        [symlink('a', host), symlink('b', 'a'), symlink('c', 'b')],
        [file('c/secret', 'X'), directory('c/folder')],
      ],
      ['a', 'b', 'c', 'c/folder', 'c/secret'],
    ],
    ['replace a link to a host file', () => [[symlink('l', join(host, 'secret'))], [file('l', 'X')]], ['l']],
    [
      'name absolute paths and ..',
      () => [[file('/etc/y', 'X'), file(`${up}etc/x`, 'X')]],
      ['etc', 'etc/x', 'etc/y'],
    ],
    [
      'white out through a link',
      () => [[symlink('l', host)], [file('l/.wh.secret'), file('l/.wh.folder')]],
      ['l'],
    ],
    [
      'make a link’s target opaque',
      () => [[symlink('l', host)], [directory('l'), file('l/.wh..wh..opq'), file('l/new')]],
      ['l', 'l/new'],
    ],
    ['white out a link to a directory', () => [[symlink('l', host)], [file('.wh.l')]], []],
    [
      'change modes and owners by a directory over a link',
      () => [[symlink('l', host)], [directory('l', { mode: 0o777, uid: 1000 })]],
      ['l'],
    ],
  ])('%s: nothing of it is touched', async (_, layers, expected) => {
    const before = describeTree(host);
    await flattened(layers());
    expect(describeTree(host)).toEqual(before);
    const paths = describeTree(root).map((line) => (JSON.parse(line) as { path: string }).path.slice(1));
    expect(paths).toEqual(['', ...expected]);
  });

  it.each<[string, () => (readonly RawEntry[])[], RegExp]>([
    [
      'a hard link to a host file',
      () => [[hardLink('x', join(host, 'secret'))]],
      /hard link to a file that is not in the same layer/,
    ],
    [
      'a hard link through a link to the host',
      () => [[symlink('l', host), hardLink('x', 'l/secret')]],
      /hard link to a file that is not in the same layer/,
    ],
    [
      'a hard link above the root',
      () => [[hardLink('x', up + host.slice(1) + '/secret')]],
      /hard link to a file that is not in the same layer/,
    ],
    [
      'an entry below a link to nowhere in its layer',
      () => [[symlink('l', host), file('l/x', '')]],
      /below a broken link|below something that is not a directory/,
    ],
    [
      'an entry below a circle of links',
      () => [[symlink('a', 'b'), symlink('b', 'a'), file('a/x')]],
      /below something that is not a directory/,
    ],
    ['an entry below a file', () => [[file('a'), file('a/b')]], /below something that is not a directory/],
    [
      'a whiteout of its own directory',
      () => [[directory('d'), file('d/.wh..')]],
      /whiteout without a file name/,
    ],
    [
      'a whiteout of the parent directory',
      () => [[directory('d'), file('d/.wh...')]],
      /whiteout without a file name/,
    ],
    ['a whiteout of nothing', () => [[directory('d'), file('d/.wh.')]], /whiteout without a file name/],
    ['a file instead of the root', () => [[file('/', 'X')]], /replaces the root directory/],
    [
      'attributes of the engine’s own file system',
      () => [[directory('d', { pax: { 'SCHILY.xattr.trusted.overlay.redirect': host } })]],
      /attribute "trusted\.overlay\.redirect"/,
    ],
    ['a name of 300 bytes', () => [[file('n'.repeat(300))]], /name of more than 255 bytes/],
    ['a path of 4,000 bytes', () => [[file('d/'.repeat(2000))]], /path of more than 3072 bytes/],
    [
      '5,000 device nodes',
      () => [
        Array.from({ length: 5000 }, (_, index) => ({ name: `d${index}`, type: '3', major: 1, minor: 3 })),
      ],
      /more than 4096 device nodes/,
    ],
    ['an unknown type', () => [[{ name: 'x', type: 'V' }]], /unknown type "V"/],
    [
      'an entry with more names of attributes than a file can list',
      () => [
        [
          file('x', '', {
            pax: Object.fromEntries(
              Array.from({ length: 6000 }, (_, index) => [`SCHILY.xattr.user.attribute${index}`, 'v']),
            ),
          }),
        ],
      ],
      /attribute names/,
    ],
    [
      'an owner beyond what the kernel knows',
      () => [[file('x', '', { pax: { uid: '4294967295' } })]],
      /owner that is not a valid user/,
    ],
  ])('%s is refused', async (_, layers, message) => {
    const before = describeTree(host);
    await expect(flattened(layers())).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringMatching(message),
    });
    expect(describeTree(host)).toEqual(before);
    expect(existsSync(root)).toBe(false);
    expect(readdirSync(join(place, 'prepared'))).toEqual([]);
  });
});

describe('an unpacked image', () => {
  it('loses what its upper layers white out, whatever bytes a name has and whatever the locale', async () => {
    vi.stubEnv('LC_ALL', 'C');
    const names = [
      Buffer.from('café').toString('latin1'),
      'caf\xe9',
      'a\\x2db',
      'tab\there',
      'two words',
      'new\nline',
      '\x1b[31m',
      '-rf',
      '*',
    ];
    await flattened([
      [directory('d'), ...names.map((name) => file(`d/${name}`)), file('d/kept')],
      names.map((name) => file(`d/.wh.${name}`)),
    ]);
    expect(readdirSync(join(root, 'd'))).toEqual(['kept']);
  });

  it('keeps what the layer of an opaque marker adds, before and after it', async () => {
    await flattened([
      [directory('d'), file('d/old'), directory('d/e'), file('d/e/old')],
      [file('d/before', ''), file('d/.wh..wh..opq'), file('d/after', '')],
    ]);
    expect(readdirSync(join(root, 'd')).sort()).toEqual(['after', 'before']);
  });

  it('has a file, a link or a directory in the place of each other', async () => {
    await flattened([
      [directory('dir'), file('dir/in'), symlink('link', 'dir'), file('file', '1')],
      [symlink('dir', 'file'), directory('link'), file('link/new'), directory('file')],
    ]);
    expect(readlinkSync(join(root, 'dir'))).toBe('file');
    expect(readdirSync(join(root, 'link'))).toEqual(['new']);
    expect(statSync(join(root, 'file')).isDirectory()).toBe(true);
  });

  it('has the modes, owners and times of its layers and 0755 for what no entry describes, whatever the umask', async () => {
    const umask = process.umask(0o077);
    try {
      await flattened([
        [
          file('new/parents/app', '', { mode: 0o4755, uid: 7, gid: 8, mtime: 1_111_111_111 }),
          directory('tmp', { mode: 0o1777 }),
          file('tmp/x', '', { mode: 0o666 }),
          { name: 'pipe', type: '6', mode: 0o622 },
        ],
      ]);
    } finally {
      process.umask(umask);
    }
    const modeOf = (path: string) => (statSync(join(root, path)).mode & 0o7777).toString(8);
    expect(['', 'new', 'new/parents', 'new/parents/app', 'tmp', 'tmp/x', 'pipe'].map(modeOf)).toEqual([
      '755',
      '755',
      '755',
      '4755',
      '1777',
      '666',
      '622',
    ]);
    expect(statSync(join(root, 'new/parents/app'))).toMatchObject({
      uid: 7,
      gid: 8,
      mtimeMs: 1_111_111_111_000,
    });
  });

  it('has the capabilities and attributes of its files, byte for byte', async () => {
    const capability = '\x01\0\0\x02\0\x20\0\0\0\0\0\0\0\0\0\0\0\0\0\0';
    await flattened([
      [
        file('ping', 'x', {
          mode: 0o4755,
          uid: 5,
          pax: { 'SCHILY.xattr.security.capability': capability, 'SCHILY.xattr.user.note': 'a\n\0=\xff' },
        }),
      ],
    ]);
    const dump = execFileSync('getfattr', ['-d', '-m', '-', '-e', 'hex', 'ping'], {
      cwd: root,
      encoding: 'utf8',
    });
    expect(dump).toContain(`security.capability=0x${Buffer.from(capability, 'latin1').toString('hex')}`);
    expect(dump).toContain('user.note=0x610a003dff');
    expect((statSync(join(root, 'ping')).mode & 0o7777).toString(8)).toBe('4755');
  });

  it('has no set-ID bits on a file whose owner a further name changed, unless that name sets its mode', async () => {
    const [plain, roundabout] = [file('a', 'X', { mode: 0o6755 }), file('b', 'X', { mode: 0o6745 })];
    // An engine looks up `nowhere/../a` as the kernel does, finds nothing, and leaves the mode alone.
    await flattened([
      [
        plain,
        { ...hardLink('a2', 'nowhere/../a'), mode: 0o6711, uid: 1000 },
        roundabout,
        { ...hardLink('b2', 'nowhere/../b'), uid: 1000 },
        file('c', 'X'),
        { ...hardLink('c2', 'c'), mode: 0o4711, uid: 1000 },
      ],
    ]);
    expect(['a', 'b', 'c'].map((name) => (statSync(join(root, name)).mode & 0o7777).toString(8))).toEqual([
      '755',
      '2745',
      '4711',
    ]);
  });

  it('has device nodes, hard links and long names', async () => {
    const long = `${'d'.repeat(200)}/${'f'.repeat(200)}`;
    await flattened([
      [
        { name: 'null', type: '3', major: 1, minor: 3, mode: 0o666 },
        file('one', '1'),
        hardLink('two', 'one'),
        symlink('link', 'one'),
        hardLink('link2', 'link'),
        file(long, 'long'),
      ],
    ]);
    expect(statSync(join(root, 'null')).rdev).toBe(0x103);
    expect(statSync(join(root, 'two')).ino).toBe(statSync(join(root, 'one')).ino);
    expect(readlinkSync(join(root, 'link2'))).toBe('one');
    expect(content(long)).toBe('long');
  });

  it('has the holes of sparse files, as holes', async () => {
    const map = '2\n4096\n5\n1000000\n3\n'.padEnd(512, '\0');
    const sparse = file('GNUSparseFile.0/x', `${map}firstend`, {
      pax: {
        'GNU.sparse.major': '1',
        'GNU.sparse.minor': '0',
        'GNU.sparse.name': 'x',
        'GNU.sparse.realsize': '2000000',
      },
    });
    await flattened([[sparse]]);
    const bytes = readFileSync(join(root, 'x'));
    expect([
      bytes.length,
      bytes.toString('latin1', 4096, 4101),
      bytes.toString('latin1', 1_000_000, 1_000_003),
      bytes.reduce((sum, byte) => sum + (byte === 0 ? 0 : 1), 0),
    ]).toEqual([2_000_000, 'first', 'end', 8]);
    expect(statSync(join(root, 'x')).blocks * 512).toBeLessThan(100_000);
  });

  it('ends where its archive does: what follows the end mark is no part of it', async () => {
    await flattened([
      Buffer.concat([rawTar([file('in')]), ...entryBlocks(file('after')), Buffer.alloc(1024)]),
    ]);
    expect(readdirSync(root)).toEqual(['in']);
  });

  it('is not changed by what the host preloads into programs', async () => {
    const library = join(place, 'broken.so');
    writeFileSync(library, 'no library');
    chmodSync(library, 0o755);
    vi.stubEnv('LD_PRELOAD', library);
    await flattened([
      [
        { name: 'zero', type: '3', major: 1, minor: 5 },
        file('f', '', { pax: { 'SCHILY.xattr.user.x': '1' } }),
      ],
    ]);
    expect(readdirSync(root).sort()).toEqual(['f', 'zero']);
  });

  it('is not waited for when each of its entries takes long to place, and the run is interrupted', async () => {
    const abort = new AbortController();
    const importing = flattened(
      [[...mazeOfLinks(), ...Array.from({ length: 1000 }, (_, index) => file(`l38/f${index}`))]],
      abort.signal,
    );
    let turns = 0;
    const counting = setInterval(() => {
      turns += 1;
      if (turns === 3) abort.abort(new Error('enough'));
    }, 1);
    try {
      await expect(importing).rejects.toThrow('enough');
    } finally {
      clearInterval(counting);
    }
  });

  it('is given up in the middle when the run is interrupted', async () => {
    const abort = new AbortController();
    const COUNT = 64;
    // so that the event of the first file comes long before the last one
    const content = Buffer.alloc(2 ** 19);
    const layer = Array.from({ length: COUNT }, (_, index) => file(`f${index}`, content));
    writeFileSync(join(place, 'archive.tar'), rawTar(savedMembers([rawTar(layer)])));
    const image = await prepareImage(
      { kind: 'archive', file: join(place, 'archive.tar') },
      join(place, 'prepared'),
      undefined,
      abort.signal,
    );
    mkdirSync(root, { mode: 0o700 });
    const unpacking = createImageTools().flatten(image, root, abort.signal);
    const watcher = watch(root, () => abort.abort(new Error('enough')));
    await expect(unpacking).rejects.toThrow('enough');
    watcher.close();
    const written = readdirSync(root).length;
    expect(written).toBeGreaterThan(0);
    expect(written).toBeLessThan(COUNT);
  });
});
