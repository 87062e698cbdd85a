import { once } from 'node:events';
import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pack, type Pack } from 'tar-stream';
import { IsodenseError } from '../model/errors.ts';
import { readable, walk, type WalkChoice, type WalkedEntry } from './walk.ts';

const CHUNK = 256 * 1024;

/** A directory as a tar stream, made while it is read. Everything in it belongs to root; sockets are left out. The stream fails with what cannot be read. */
export function packDirectory(directory: string, choose: (path: string, isDirectory: boolean) => WalkChoice): Readable {
  const tar = pack();
  fill(tar, directory, choose).then(
    () => tar.finalize(),
    (error: unknown) => tar.destroy(error as Error),
  );
  return Readable.from(tar as AsyncIterable<Buffer>, { objectMode: false });
}

async function fill(tar: Pack, directory: string, choose: (path: string, isDirectory: boolean) => WalkChoice): Promise<void> {
  for await (const entry of walk(directory, choose)) {
    if (tar.destroyed) return;
    if (entry.kind === 'file') await addFile(tar, join(directory, entry.path), entry);
    else if (entry.kind !== 'socket') await addNode(tar, entry);
  }
}

async function addFile(tar: Pack, path: string, { path: name, stats }: WalkedEntry): Promise<void> {
  const file = await readable(path, () => open(path, 'r'));
  try {
    const finished = new Promise<void>((resolve, reject) => {
      const entry = tar.entry({ name, size: stats.size, mode: stats.mode & 0o7777, mtime: stats.mtime, uid: 0, gid: 0 }, (error) => (error ? reject(error) : resolve()));
      entry.once('error', reject);
      copy(file, path, stats.size, entry).catch(reject);
    });
    await finished;
  } finally {
    await file.close();
  }
}

/** Exactly as many bytes as were announced: a file that grows meanwhile is cut, and one that shrinks is an error. */
async function copy(file: FileHandle, path: string, size: number, entry: NodeJS.WritableStream): Promise<void> {
  let left = size;
  while (left > 0) {
    const { buffer, bytesRead } = await readable(path, () => file.read(Buffer.allocUnsafe(Math.min(left, CHUNK)), 0));
    if (bytesRead === 0) throw new IsodenseError('usage', `${path} became shorter while it was read`, { hint: 'build again when nobody writes to it' });
    left -= bytesRead;
    if (!entry.write(buffer.subarray(0, bytesRead))) await once(entry, 'drain');
  }
  entry.end();
}

function addNode(tar: Pack, { path, kind, stats, target }: WalkedEntry): Promise<void> {
  const common = { mode: stats.mode & 0o7777, mtime: stats.mtime, uid: 0, gid: 0 };
  const device = { devmajor: Math.floor(stats.rdev / 256) & 0xfff, devminor: stats.rdev & 0xff };
  const header = {
    directory: { name: `${path}/`, type: 'directory' as const, ...common },
    link: { name: path, type: 'symlink' as const, linkname: target, ...common },
    fifo: { name: path, type: 'fifo' as const, ...common },
    device: { name: path, type: stats.isBlockDevice() ? ('block-device' as const) : ('character-device' as const), ...device, ...common },
  }[kind as 'directory' | 'link' | 'fifo' | 'device'];
  return new Promise((resolve, reject) => {
    tar.entry(header, (error) => (error ? reject(error) : resolve()));
  });
}
