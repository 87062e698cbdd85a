import { nextTurn } from '../../host/event-loop.ts';
import type { InputFile } from '../../host/input-file.ts';
import { NewTree, type NewFile, type SpecialFileRequest } from '../../host/new-tree.ts';
import { isRoot } from '../../host/platform.ts';
import { TarReader } from '../tar/reader.ts';
import {
  plainAttributes,
  type Directory,
  type File,
  type Node,
  type SpecialFile,
  type Symlink,
} from './node.ts';
import { readRange, type Range } from './read-range.ts';

/** Steps between two checks of the signal: a few milliseconds. */
const STEPS = 500;

interface Placed<Kind> {
  readonly path: string;
  readonly node: Kind;
}

/** The nodes of a root filesystem, grouped by how they are written. */
interface Plan {
  /** Parents before their children. */
  readonly directories: Placed<Directory>[];
  /** By layer, then by number of the entry with the content. */
  readonly files: Map<number, Map<number, Placed<File>>>;
  readonly symlinks: Placed<Symlink>[];
  readonly specialFiles: Placed<SpecialFile>[];
  /** Additional names of files that are elsewhere in the plan. */
  readonly names: { readonly path: string; readonly existing: string }[];
  readonly withAttributes: Placed<Node>[];
}

/**
 * Writes a root filesystem into an empty directory. Contents come from the layers in `archive`, which are
 * read once.
 */
export async function writeTree(
  root: Directory,
  archive: InputFile,
  layers: readonly Range[],
  directory: string,
  signal: AbortSignal,
): Promise<void> {
  const plan = planOf(root);
  const tree = new NewTree(directory);
  await inTurns(plan.directories, signal, ({ path }) => tree.makeDirectory(path));
  for (const [layer, range] of layers.entries()) {
    const wanted = plan.files.get(layer);
    if (wanted !== undefined) await writeContents(tree, wanted, archive, range, signal);
  }
  await inTurns(plan.symlinks, signal, ({ path, node }) =>
    tree.makeSymlink(path, node.target, node.attributes),
  );
  const specialFiles = plan.specialFiles.map(({ path, node }): SpecialFileRequest => ({ path, ...node }));
  await tree.makeSpecialFiles(specialFiles, `/${freeName(root)}`, signal);
  await inTurns(plan.names, signal, ({ path, existing }) => tree.addName(path, existing));
  await tree.setExtendedAttributes(
    plan.withAttributes.map(({ path, node }) => ({ path, values: node.attributes.xattrs })),
    signal,
  );
  // An access control list changes the mode, and the mode comes last.
  for (const { path, node } of plan.withAttributes)
    if (node.kind !== 'symlink') tree.setMode(path, node.attributes.mode);
  await inTurns(plan.directories.toReversed(), signal, ({ path, node }) =>
    tree.finishDirectory(path, node.attributes),
  );
  // Engines give every container such a root directory, whatever its layers say.
  tree.finishDirectory('', plainAttributes(0o755));
}

function planOf(root: Directory): Plan {
  const plan: Plan = {
    directories: [],
    files: new Map(),
    symlinks: [],
    specialFiles: [],
    names: [],
    withAttributes: [],
  };
  const places = new Map<Node, string>();
  const visit = (directory: Directory, at: string): void => {
    for (const [name, node] of directory.children) {
      // Devices need root. Without root, only virtual machines use the tree, and they have their own devices.
      if (node.kind === 'special' && node.type !== 'fifo' && !isRoot()) continue;
      const path = `${at}/${name}`;
      const existing = places.get(node);
      if (existing !== undefined) {
        plan.names.push({ path, existing });
        continue;
      }
      if (node.kind !== 'directory') places.set(node, path);
      if (node.attributes.xattrs.size > 0) plan.withAttributes.push({ path, node });
      place(plan, path, node);
      if (node.kind === 'directory') visit(node, path);
    }
  };
  visit(root, '');
  return plan;
}

function place(plan: Plan, path: string, node: Node): void {
  switch (node.kind) {
    case 'directory':
      plan.directories.push({ path, node });
      return;
    case 'symlink':
      plan.symlinks.push({ path, node });
      return;
    case 'special':
      plan.specialFiles.push({ path, node });
      return;
    case 'file': {
      const ofLayer = plan.files.get(node.source.layer) ?? new Map<number, Placed<File>>();
      plan.files.set(node.source.layer, ofLayer);
      ofLayer.set(node.source.entry, { path, node });
    }
  }
}

/** Reads a layer again and writes the contents that are still visible after all layers are merged. */
async function writeContents(
  tree: NewTree,
  wanted: ReadonlyMap<number, Placed<File>>,
  archive: InputFile,
  layer: Range,
  signal: AbortSignal,
): Promise<void> {
  let entries = 0;
  let current: { readonly file: NewFile; readonly node: File } | undefined;
  const reader = new TarReader({
    entry: () => {
      const placed = wanted.get(entries);
      entries += 1;
      if (placed !== undefined) current = { file: tree.createFile(placed.path), node: placed.node };
      return placed !== undefined;
    },
    content: (piece, offset) => current?.file.write(piece, offset),
    entryEnd: () => {
      const ended = current;
      current = undefined;
      ended?.file.finish(ended.node.source.size, ended.node.attributes);
    },
  });
  try {
    await readRange(archive, layer, reader, signal);
  } finally {
    current?.file.abandon();
  }
}

/** A name that does not exist in the root directory. */
function freeName(root: Directory): string {
  let name = '.special';
  while (root.children.has(name)) name += '-';
  return name;
}

async function inTurns<Item>(
  items: readonly Item[],
  signal: AbortSignal,
  act: (item: Item) => void,
): Promise<void> {
  for (const [index, item] of items.entries()) {
    if (index % STEPS === 0) {
      await nextTurn();
      signal.throwIfAborted();
    }
    act(item);
  }
}
