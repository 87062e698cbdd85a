import { dirname } from 'node:path';
import { tryCommand } from '../../host/command.ts';
import { allocatedSize, spaceAt } from '../../host/disk-space.ts';
import { ensureDirectory, findProgram, removeTree } from '../../host/files.ts';
import { isRoot } from '../../host/platform.ts';
import { treeSize, type TreeSize } from '../../host/tree.ts';
import { DEADLINES } from '../../model/deadlines.ts';
import { IsodenseError } from '../../model/errors.ts';
import { formatBytes } from '../../model/units.ts';
import type { DriverContext } from '../driver.ts';

const BLOCK = 4096;
const INODE = 256;
/**
 * Group descriptors, bitmaps, lost+found: less than this for any size that an image has, beside a share of
 * the whole. Blocks.
 */
const OVERHEAD = 1024;
/** mke2fs looks through a whole directory for each name that it adds: 40,000 names take it many minutes. */
const LARGE_DIRECTORY = 4_000;
/** What takes longer than a moment is told. */
const TELL_FROM = { inodes: 5_000, bytes: 256 * 2 ** 20 };
const TELL_EVERY_MS = 5_000;
/** In English, for isFull. */
const COPY = { deadlineMs: DEADLINES.treeCopy, env: { LC_ALL: 'C' } } as const;

export interface FilesystemRequest {
  readonly root: string;
  /** The file to be made. */
  readonly disk: string;
  /** Whose root it is, for people. */
  readonly of: string;
  readonly signal: AbortSignal;
  readonly context: Pick<DriverContext, 'clock' | 'progress'>;
}

/**
 * Makes an ext4 filesystem, in a file, of a directory tree: owners, modes, hard links, extended attributes
 * and device nodes included. It has no journal, since nobody will ever write to it.
 *
 * @throws IsodenseError (unavailable) when there is too little room on the host's disk
 */
export async function makeFilesystem(request: FilesystemRequest): Promise<void> {
  const { root, disk, signal, of } = request;
  const size = await treeSize(root, BLOCK, signal);
  requireRoom(disk, size.blocks, of);
  const settled = new AbortController();
  tell(request, size, settled.signal);
  try {
    let complaint = await fill(request, size, size.blocks);
    // On a host's filesystem that compresses, files hold more than they seem to.
    if (complaint !== undefined && isFull(complaint) && size.fullBlocks > size.blocks) {
      requireRoom(disk, size.fullBlocks, of);
      complaint = await fill(request, size, size.fullBlocks);
    }
    if (complaint === undefined) return;
    const hint = isFull(complaint)
      ? 'check the room on the disk of the cache directory'
      : 'check that e2fsprogs is whole, and that nothing changes the cache directory meanwhile';
    throw new IsodenseError('unavailable', `the disk of ${of} cannot be made: ${complaint}`, { hint });
  } finally {
    settled.abort();
  }
}

/** Resolves with what went wrong. */
async function fill(
  { root, disk, signal }: FilesystemRequest,
  { inodes, largestDirectory }: TreeSize,
  contentBlocks: number,
): Promise<string | undefined> {
  removeTree(disk);
  const inodeCount = Math.ceil(inodes * 1.01) + 64;
  const blocks = Math.ceil(contentBlocks * 1.03 + (inodeCount * INODE) / BLOCK + OVERHEAD);
  const make = [
    '-q',
    '-F',
    '-t',
    'ext4',
    '-O',
    '^has_journal',
    '-m',
    '0',
    '-b',
    String(BLOCK),
    '-I',
    String(INODE),
    '-N',
    String(inodeCount),
  ];
  const mke2fs = findProgram('mke2fs') ?? 'mke2fs';
  if (largestDirectory >= LARGE_DIRECTORY && isRoot()) {
    const complaint =
      complaintOf(await tryCommand(mke2fs, [...make, disk, String(blocks)], { ...COPY, signal })) ??
      (await copyMounted(root, disk, signal));
    if (complaint === undefined || isFull(complaint)) return complaint;
    removeTree(disk); // in a container, root may have no loop devices, and a small host no unshare
  }
  // Needs no root: mke2fs copies the tree itself.
  return complaintOf(
    await tryCommand(mke2fs, [...make, '-d', root, disk, String(blocks)], { ...COPY, signal }),
  );
}

/** Whether cp or mke2fs says that the filesystem is too small. */
function isFull(complaint: string): boolean {
  return /No space left|Could not allocate/.test(complaint);
}

/**
 * The kernel has an index for large directories. The mount is gone with its namespace, however the copy ends.
 * Resolves with what went wrong.
 */
async function copyMounted(root: string, disk: string, signal: AbortSignal): Promise<string | undefined> {
  const unshare = findProgram('unshare');
  if (unshare === undefined) return 'there is no unshare';
  const mountPoint = ensureDirectory(`${disk}.mnt`);
  const script = 'mount -t ext4 -o loop,nodev "$1" "$2" && cp -a --sparse=auto "$0/." "$2/" && umount "$2"';
  try {
    return complaintOf(
      await tryCommand(
        unshare,
        ['--mount', '--propagation', 'private', 'sh', '-c', script, root, disk, mountPoint],
        { ...COPY, signal },
      ),
    );
  } finally {
    removeTree(mountPoint);
  }
}

function complaintOf({
  code,
  stderr,
  stdout,
}: {
  readonly code: number | null;
  readonly stderr: string;
  readonly stdout: string;
}): string | undefined {
  if (code === 0) return undefined;
  return (stderr || stdout).trim().split('\n').slice(-3).join('; ') || `mke2fs ended with ${code}`;
}

function requireRoom(disk: string, blocks: number, of: string): void {
  const needed = (blocks + OVERHEAD) * BLOCK;
  const { free } = spaceAt(dirname(disk));
  if (free >= needed) return;
  throw new IsodenseError(
    'unavailable',
    `the disk of ${of} needs ${formatBytes(needed)}, and ${dirname(disk)} has ${formatBytes(free)} left`,
    { hint: 'make room there, or set ISODENSE_CACHE to a directory on a larger disk' },
  );
}

/** Says what is made, and how far it is, where that takes longer than a moment. */
function tell(
  { disk, of, context }: FilesystemRequest,
  { inodes, blocks }: TreeSize,
  settled: AbortSignal,
): void {
  const { clock, progress } = context;
  if (progress === undefined || (inodes < TELL_FROM.inodes && blocks * BLOCK < TELL_FROM.bytes)) return;
  const doing = `making the disk of ${of}: ${inodes.toLocaleString('en')} files, ${formatBytes(blocks * BLOCK)}`;
  progress(doing);
  const again = async (): Promise<void> => {
    for (;;) {
      await clock.sleep(TELL_EVERY_MS, settled);
      progress(`${doing}; ${formatBytes(allocatedSize(disk))} so far`);
    }
  };
  again().catch(() => {}); // ends with the signal
}
