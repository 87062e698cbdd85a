import { BOUNDS } from '../bounds.ts';
import { Malformed, shown } from '../malformed.ts';
import type { TarEntry } from '../tar/reader.ts';
import {
  newDirectory,
  newWhiteout,
  plainAttributes,
  type Directory,
  type Node,
  type SpecialFile,
} from './node.ts';
import { cleanPath, nameOf, parentOf, resolve, resolveDirectory } from './resolve.ts';
import type { Totals } from './totals.ts';

const WHITEOUT = '.wh.';
const OPAQUE = '.wh..wh..opq';
/**
 * The kernel stores the layers of an overlay under these attributes, so an image that brings them could
 * make other files visible to itself.
 */
const OVERLAY_ATTRIBUTES = 'trusted.overlay.';

/**
 * The entries of one layer, by the rules by which engines unpack it into its own empty directory (OCI
 * image-spec, layer.md; if it says nothing, Docker's pkg/archive, Unpack): missing parents become
 * directories, a later entry of a name replaces an earlier one unless both are directories, and a link
 * among the parents is followed within the layer. An entry that an engine refuses is refused here.
 */
export class Layer {
  readonly root: Directory = newDirectory();
  /** Directories that have an entry. Putting files into them must not change their time. */
  readonly #described: { readonly path: string; readonly mtime: number }[] = [];
  readonly #index: number;
  readonly #totals: Totals;
  readonly #names: 'whiteouts' | 'plain';
  #entries = 0;

  /**
   * @param index of this layer, from 0 at the bottom
   * @param totals of all layers of the image
   * @param names plain: `.wh.x` is an ordinary file, as in an archive that is not a layer
   */
  constructor(index: number, totals: Totals, names: 'whiteouts' | 'plain' = 'whiteouts') {
    this.#index = index;
    this.#totals = totals;
    this.#names = names;
  }

  /**
   * @throws Malformed for an entry that no engine accepts or that exceeds a bound
   */
  add(entry: TarEntry): void {
    const number = this.#entries;
    this.#entries += 1;
    const path = cleanPath(entry.name);
    checkLengths(entry, path);
    this.#totals.count(entry);
    if (path !== '/') this.#ensureParent(entry, parentOf(path));
    const previous = resolve(this.root, path, 'keep', this.#totals);
    if (path === '/') {
      if (!entry.name.startsWith('/') && !isAboveTop(entry.name)) return; // engines leave the root as it is
      if (entry.type !== '5')
        throw new Malformed(`an entry that replaces the root directory: ${shown(entry.name)}`);
    }
    if (typeof previous !== 'string' && !(previous.kind === 'directory' && entry.type === '5'))
      this.#parent(entry, path).children.delete(nameOf(path));
    if (this.#isWhiteout(entry, path)) return;
    const node = this.#make(entry, path, previous, number);
    if (node === undefined) return;
    if (path !== '/') this.#parent(entry, path).children.set(nameOf(path), node);
    describe(node, entry, this.#setsModeAndTime(entry));
    if (entry.type === '5') this.#described.push({ path, mtime: timeOf(entry) });
  }

  /** Call after the last entry. */
  finish(): Directory {
    for (const { path, mtime } of this.#described) {
      const node = resolve(this.root, path, 'follow', this.#totals);
      if (typeof node === 'string')
        throw new Malformed(`a directory that later entries replace by a broken link: ${shown(path)}`);
      node.attributes.mtime = mtime;
    }
    return this.root;
  }

  #isWhiteout(entry: TarEntry, path: string): boolean {
    const name = nameOf(path);
    if (this.#names === 'plain' || !name.startsWith(WHITEOUT)) return false;
    const parent = this.#parent(entry, path);
    if (name === OPAQUE) {
      parent.opaque = true;
      return true;
    }
    const hidden = name.slice(WHITEOUT.length);
    if (hidden === '' || hidden === '.' || hidden === '..')
      throw new Malformed(`a whiteout without a file name: ${shown(entry.name)}`);
    if (parent.children.has(hidden))
      throw new Malformed(`a whiteout of a file that the same layer adds before: ${shown(entry.name)}`);
    parent.children.set(hidden, newWhiteout());
    return true;
  }

  /** The node for an entry, without its attributes yet; undefined if the entry does not create one. */
  #make(entry: TarEntry, path: string, previous: Node | string, number: number): Node | undefined {
    switch (entry.type) {
      case '0':
        return {
          kind: 'file',
          attributes: plainAttributes(0),
          source: { layer: this.#index, entry: number, size: entry.size },
        };
      case '1':
        return this.#linkTarget(entry);
      case '2':
        if (entry.linkName === '') throw new Malformed(`a symbolic link to nothing: ${shown(entry.name)}`);
        return { kind: 'symlink', attributes: plainAttributes(0o777), target: entry.linkName };
      case '3':
      case '4':
      case '6':
        return specialFile(entry);
      case '5':
        return typeof previous !== 'string' && previous.kind === 'directory' ? previous : newDirectory();
      case 'g':
        return undefined;
      case 'S':
        throw new Malformed(`a sparse file in the old GNU format, which engines do not read: ${shown(path)}`);
      default:
        throw new Malformed(`an entry of the unknown type ${shown(entry.type)}: ${shown(path)}`);
    }
  }

  /**
   * Engines skip these for a hard link whose target, as written, is a symbolic link or does not exist.
   */
  #setsModeAndTime({ type, linkName }: TarEntry): boolean {
    if (type !== '1') return true;
    const named = resolve(this.root, linkName, 'keep', this.#totals);
    return typeof named !== 'string' && named.kind !== 'symlink';
  }

  #linkTarget(entry: TarEntry): Node {
    const target = resolve(this.root, cleanPath(entry.linkName), 'keep', this.#totals);
    if (typeof target === 'string')
      throw new Malformed(
        'a hard link to a file that is not in the same layer: ' +
          `${shown(entry.name)} to ${shown(entry.linkName)}`,
      );
    if (target.kind === 'directory')
      throw new Malformed(`a hard link to a directory: ${shown(entry.name)} to ${shown(entry.linkName)}`);
    return target;
  }

  #parent(entry: TarEntry, path: string): Directory {
    const parent = resolveDirectory(this.root, parentOf(path), this.#totals);
    if (typeof parent === 'string')
      throw new Malformed(`an entry below something that is not a directory: ${shown(entry.name)}`);
    return parent;
  }

  /** Creates missing parents with mode 0755 and owned by root, whatever the host's umask. */
  #ensureParent(entry: TarEntry, path: string): void {
    if (resolve(this.root, path, 'keep', this.#totals) !== 'ENOENT') return;
    let made = '';
    for (const name of path.split('/').slice(1)) {
      const parent = resolveDirectory(this.root, made === '' ? '/' : made, this.#totals);
      if (typeof parent === 'string')
        throw new Malformed(`an entry below a broken link: ${shown(entry.name)}`);
      if (!parent.children.has(name)) {
        // As mkdir(2) does in a directory with the set-group-ID bit.
        parent.children.set(name, newDirectory(plainAttributes(0o755 | (parent.attributes.mode & 0o2000))));
        this.#totals.countParent();
      }
      made += `/${name}`;
    }
    if (typeof resolveDirectory(this.root, path, this.#totals) === 'string')
      throw new Malformed(`an entry below a broken link: ${shown(entry.name)}`);
  }
}

/** Sets the attributes of the node from the entry. A hard link describes the file itself. */
function describe(node: Node, entry: TarEntry, modeAndTime: boolean): void {
  const { attributes } = node;
  attributes.uid = entry.uid;
  attributes.gid = entry.gid;
  // The kernel drops a file's capabilities and set-ID bits when its owner is set, which engines do for every
  // name of a file.
  if (node.kind !== 'directory') {
    attributes.xattrs.delete('security.capability');
    attributes.mode = withoutSetIds(attributes.mode);
  }
  for (const [name, value] of entry.xattrs) attributes.xattrs.set(name, value);
  if (!modeAndTime) return;
  if (node.kind !== 'symlink') attributes.mode = entry.mode & 0o7777;
  attributes.mtime = timeOf(entry);
}

/**
 * As chown(2) leaves it: the set-group-ID bit of a file that its group cannot execute has another meaning,
 * and stays.
 */
function withoutSetIds(mode: number): number {
  return mode & ((mode & 0o010) === 0 ? ~0o4000 : ~0o6000);
}

/** Engines change a time before 1970 to 1970, except for symbolic links. */
function timeOf({ type, mtime }: TarEntry): number {
  return type === '2' ? mtime : Math.max(mtime, 0);
}

function specialFile({ type, major, minor }: TarEntry): SpecialFile {
  if (type === '6')
    return { kind: 'special', attributes: plainAttributes(0), type: 'fifo', major: 0, minor: 0 };
  // As wide as the kernel's device numbers; engines drop higher bits.
  return {
    kind: 'special',
    attributes: plainAttributes(0),
    type: type === '3' ? 'character' : 'block',
    major: major & 0xfff,
    minor: minor & 0xfffff,
  };
}

function isAboveTop(name: string): boolean {
  let depth = 0;
  for (const part of name.split('/')) {
    if (part === '..') depth -= 1;
    else if (part !== '' && part !== '.') depth += 1;
    if (depth < 0) return true;
  }
  return false;
}

function checkLengths(entry: TarEntry, path: string): void {
  if (path.length > BOUNDS.path || entry.linkName.length > BOUNDS.path)
    throw new Malformed(`a path of more than ${BOUNDS.path} bytes: ${shown(entry.name)}`);
  if (path.split('/').some((name) => name.length > BOUNDS.name))
    throw new Malformed(`a name of more than ${BOUNDS.name} bytes: ${shown(entry.name)}`);
  if (!isId(entry.uid) || !isId(entry.gid))
    throw new Malformed(
      `an owner that is not a valid user or group: ${entry.uid}:${entry.gid} of ${shown(entry.name)}`,
    );
  let attributeNames = 0;
  for (const [name, value] of entry.xattrs) {
    attributeNames += name.length + 1;
    if (attributeNames > BOUNDS.attributeNames)
      throw new Malformed(
        `attribute names of more than ${BOUNDS.attributeNames} bytes: ${shown(entry.name)}`,
      );
    if (name.startsWith(OVERLAY_ATTRIBUTES))
      throw new Malformed(
        `the attribute ${shown(name)}, which belongs to the engine's file system: ${shown(entry.name)}`,
      );
    if (!/^[!-<>-[\]-~]+$/.test(name) || name.length > BOUNDS.name || value.length > BOUNDS.attribute)
      throw new Malformed(
        `an extended attribute that no file can have, ${shown(name)}: ${shown(entry.name)}`,
      );
  }
}

function isId(id: number): boolean {
  return Number.isInteger(id) && id >= 0 && id < 2 ** 32 - 1;
}
