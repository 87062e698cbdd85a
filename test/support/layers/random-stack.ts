import { posix } from 'node:path';
import { Layer } from '../../../src/image/layers/layer.ts';
import { Totals } from '../../../src/image/layers/totals.ts';
import { TarReader } from '../../../src/image/tar/reader.ts';
import type { Random } from '../random.ts';
import { directory, file, hardLink, rawTar, symlink, type RawEntry } from '../raw-tar.ts';

/** Few names, so that layers meet each other; bytes of any kind, as file names are. */
const NAMES = [
  'a',
  'b',
  'c',
  'd',
  'dir',
  'caf\xe9',
  Buffer.from('é').toString('latin1'),
  'two words',
  'new\nline',
  'tab\t',
  'back\\slash',
  '-x',
  '*',
  '.hidden',
];
const MODES = [0o644, 0o755, 0o600, 0o777, 0o4755, 0o2755, 0o1777, 0o6711, 0o000, 0o400];
/** A version 2 file capability: cap_net_raw, permitted and effective. */
const CAPABILITY = '\x01\0\0\x02\0\x20\0\0\0\0\0\0\0\0\0\0\0\0\0\0';

/**
 * Layers as no tool writes them, but as an archive may have them: links among the parents, whiteouts of
 * everything, opaque directories, changes of type within and between layers, hard links, odd names, modes,
 * owners, times and attributes.
 *
 * @param outside an absolute path of this host, for links that want to lead there
 */
export function randomStack(random: Random, outside: string): Buffer[] {
  const layers = 1 + below(random, 4);
  return Array.from({ length: layers }, () => randomLayer(random, outside));
}

function randomLayer(random: Random, outside: string): Buffer {
  const made: string[] = [];
  const entries: RawEntry[] = [];
  for (let count = 2 + below(random, 20); count > 0; count -= 1) {
    const entry = randomEntry(random, made, outside);
    const candidate = { ...entry, ...attributes(random, entry) };
    // Left out: an engine whose layer store checks for names that occur twice refuses the layer ("duplicates
    // of file paths not supported"), while others let the later entry win, as isodense does. By another
    // spelling the same path does get by.
    if (entries.some(({ name }) => spellingOf(name) === spellingOf(entry.name))) continue;
    // Most of what engines refuse is left out, or hardly a stack would remain; enough stays to compare
    // refusals too.
    if (!isAcceptable([...entries, candidate]) && chance(random, 0.99)) continue;
    made.push(entry.name.replace(/\/$/, ''));
    entries.push(candidate);
  }
  return rawTar(entries);
}

/** What the layer store takes for the same name: it keeps a leading slash or `..`. */
function spellingOf(name: string): string {
  return posix.normalize(name).replace(/(?<=.)\/$/, '');
}

function isAcceptable(entries: readonly RawEntry[]): boolean {
  const layer = new Layer(0, new Totals(2 ** 40));
  const reader = new TarReader({ entry: (entry) => (layer.add(entry), false) });
  try {
    reader.push(rawTar(entries));
    layer.finish();
    return true;
  } catch {
    return false;
  }
}

function randomEntry(random: Random, made: readonly string[], outside: string): RawEntry {
  const path = spelled(random, randomPath(random, made));
  const kind = random.next();
  if (kind < 0.3) return file(path, randomContent(random));
  if (kind < 0.52) return directory(chance(random, 0.8) ? `${path}/` : path);
  if (kind < 0.68) return symlink(path, randomTarget(random, made, outside));
  if (kind < 0.76 && made.length > 0)
    return hardLink(path, chance(random, 0.9) ? pick(random, made) : randomPath(random, made));
  if (kind < 0.79) return { name: path, type: '6' };
  if (kind < 0.82)
    return {
      name: path,
      type: pick(random, ['3', '4']),
      major: pick(random, [1, 5, 8, 0]),
      minor: pick(random, [0, 3]),
    };
  if (kind < 0.94) return file(path.replace(/[^/]*$/, (name) => `.wh.${name}`));
  if (kind < 0.99) return file(`${path}/.wh..wh..opq`);
  return sparse(path, random);
}

/** One to three names, often below something that the layer has already. */
function randomPath(random: Random, made: readonly string[]): string {
  const parents =
    made.length > 0 && chance(random, 0.4)
      ? [pick(random, made)]
      : Array.from({ length: below(random, 3) }, () => pick(random, NAMES.slice(0, 6)));
  return [...parents, pick(random, NAMES)].join('/');
}

/** The same path, written in another way once in a while. */
function spelled(random: Random, path: string): string {
  const kind = random.next();
  if (kind < 0.04) return `./${path}`;
  if (kind < 0.06) return `/${path}`;
  if (kind < 0.08) return `../${path}`;
  if (kind < 0.1) return `x/../${path}`;
  return path;
}

function randomTarget(random: Random, made: readonly string[], outside: string): string {
  const kind = random.next();
  if (kind < 0.3) return pick(random, NAMES);
  if (kind < 0.5) return `/${randomPath(random, made)}`;
  if (kind < 0.7) return `../${randomPath(random, made)}`;
  if (kind < 0.8) return outside;
  if (kind < 0.85) return `../../../../../../../..${outside}`;
  if (kind < 0.9) return pick(random, ['.', '..', '/', '../..', 'a/', '//a/./b']);
  return randomPath(random, made);
}

function attributes(random: Random, { type = '0' }: RawEntry): Partial<RawEntry> {
  const pax: Record<string, string> = {};
  if (chance(random, 0.08) && '05'.includes(type)) pax['SCHILY.xattr.user.bytes'] = 'v\0\xff\n=';
  if (chance(random, 0.05) && type !== '1') pax['SCHILY.xattr.trusted.t'] = '1';
  if (chance(random, 0.06) && '01'.includes(type)) pax['SCHILY.xattr.security.capability'] = CAPABILITY;
  if (chance(random, 0.1)) pax['mtime'] = pick(random, ['1234567890.25', '-5', '0', '1600000000']);
  if (chance(random, 0.05)) Object.assign(pax, { uid: '70000', gid: '3000000' });
  return {
    ...(type === '2' ? {} : { mode: pick(random, MODES) }),
    uid: pick(random, [0, 0, 1000, 65534]),
    gid: pick(random, [0, 0, 1000, 5]),
    mtime: 1_000_000_000 + below(random, 1000),
    ...(Object.keys(pax).length === 0 ? {} : { pax }),
  };
}

/** GNU tar's sparse format 0.1: two pieces with holes around. */
function sparse(name: string, random: Random): RawEntry {
  const content = randomContent(random).slice(0, 100).padEnd(100, 's');
  return file(name, content, {
    pax: {
      'GNU.sparse.major': '0',
      'GNU.sparse.minor': '1',
      'GNU.sparse.size': '9000',
      'GNU.sparse.numblocks': '2',
      'GNU.sparse.map': '10,60,5000,40',
      'GNU.sparse.name': name,
    },
  });
}

function randomContent(random: Random): string {
  return String.fromCharCode(65 + below(random, 26)).repeat(pick(random, [0, 1, 511, 512, 513, 3000]));
}

const below = (random: Random, limit: number): number => Math.floor(random.next() * limit);
const chance = (random: Random, probability: number): boolean => random.next() < probability;
const pick = <Item>(random: Random, items: readonly Item[]): Item => items[below(random, items.length)]!;
