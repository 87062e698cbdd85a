import { isUtf8 } from 'node:buffer';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { pack, type Pack } from 'tar-stream';
import { IsodenseError } from '../model/errors.ts';
import { InputFile } from './input-file.ts';
import { pathBelow, readable, walk, type WalkChoice, type WalkedEntry } from './walk.ts';

const CHUNK = 256 * 1024;
const BLOCK = 512;
const UNDISTURBED = 'build again when no process is writing to it';

/**
 * A directory as a tar stream, created while it is read. Everything in it belongs to root; sockets are left
 * out. The stream fails if something cannot be read.
 */
export function packDirectory(
  directory: string,
  choose: (path: string, isDirectory: boolean) => WalkChoice,
): Readable {
  const tar = pack();
  fill(tar, directory, choose).then(
    () => tar.finalize(),
    (error: unknown) => tar.destroy(error as Error),
  );
  return Readable.from(tar as AsyncIterable<Buffer>, { objectMode: false });
}

async function fill(
  tar: Pack,
  directory: string,
  choose: (path: string, isDirectory: boolean) => WalkChoice,
): Promise<void> {
  for await (const entry of walk(directory, choose)) {
    if (tar.destroyed) return;
    if (entry.kind === 'socket') continue;
    const names = await namesOf(tar, entry);
    if (entry.kind === 'file') await addFile(tar, pathBelow(directory, entry.rawPath), entry, names.name);
    else await addNode(tar, entry, names);
  }
}

interface Names {
  readonly name: string;
  readonly linkname: string;
}

/**
 * The names of an entry for tar-stream. It supports only UTF-8, so names with other bytes are stored in an
 * extended header before the entry, and placeholders are used here.
 */
async function namesOf(tar: Pack, { rawPath, target }: WalkedEntry): Promise<Names> {
  if (isUtf8(rawPath) && isUtf8(target)) return { name: rawPath.toString(), linkname: target.toString() };
  const records = [
    paxRecord('path', rawPath),
    ...(target.length === 0 ? [] : [paxRecord('linkpath', target)]),
  ];
  const content = wholeBlocks(Buffer.concat(records));
  // tar-stream writes this type, but its declarations omit it.
  await added(tar, {
    name: 'PaxHeader',
    type: 'pax-header' as 'file',
    size: content.length,
    mode: 0o644,
    mtime: new Date(0),
  });
  tar.push(content); // tar-stream accepts no content for an entry of this type
  return { name: 'name', linkname: target.length === 0 ? '' : 'target' };
}

/** `LENGTH KEY=VALUE\n`; the length includes itself. */
function paxRecord(key: string, value: Buffer): Buffer {
  const rest = Buffer.concat([Buffer.from(` ${key}=`), value, Buffer.from('\n')]);
  let length = rest.length;
  while (String(length).length + rest.length !== length) length = String(length).length + rest.length;
  return Buffer.concat([Buffer.from(String(length)), rest]);
}

/**
 * The records with a comment that fills the last block: tar-stream would put the padding before the
 * content.
 */
function wholeBlocks(records: Buffer): Buffer {
  // 100 to 611: three digits
  const length = Math.ceil((records.length + 100) / BLOCK) * BLOCK - records.length;
  return Buffer.concat([records, paxRecord('comment', Buffer.alloc(length - '100 comment=\n'.length, ' '))]);
}

async function addFile(tar: Pack, path: Buffer, { stats }: WalkedEntry, name: string): Promise<void> {
  const shown = path.toString();
  await using file = await readable(shown, () => InputFile.open(path, 'refuse'));
  if (file === undefined)
    throw new IsodenseError(
      'usage',
      `${shown} was replaced by something that is not a file while it was read`,
      {
        hint: UNDISTURBED,
      },
    );
  await new Promise<void>((resolve, reject) => {
    const entry = tar.entry(
      { name, size: stats.size, mode: stats.mode & 0o7777, mtime: stats.mtime, uid: 0, gid: 0 },
      (error) => (error ? reject(error) : resolve()),
    );
    entry.once('error', reject);
    copy(file, shown, stats.size, entry).catch(reject);
  });
}

/**
 * Exactly as many bytes as announced: a file that grows meanwhile is cut, and one that shrinks is an error.
 */
async function copy(
  file: InputFile,
  path: string,
  size: number,
  entry: NodeJS.WritableStream,
): Promise<void> {
  for (let at = 0; at < size;) {
    const chunk = await readable(path, () => file.read(at, Math.min(size - at, CHUNK)));
    if (chunk.length === 0)
      throw new IsodenseError('usage', `${path} became shorter while it was read`, { hint: UNDISTURBED });
    at += chunk.length;
    if (!entry.write(chunk)) await once(entry, 'drain');
  }
  entry.end();
}

function addNode(tar: Pack, { kind, stats }: WalkedEntry, { name, linkname }: Names): Promise<void> {
  const common = { mode: stats.mode & 0o7777, mtime: stats.mtime, uid: 0, gid: 0 };
  const device = { devmajor: Math.floor(stats.rdev / 256) & 0xfff, devminor: stats.rdev & 0xff };
  const header = {
    directory: { name: `${name}/`, type: 'directory' as const, ...common },
    link: { name, type: 'symlink' as const, linkname, ...common },
    fifo: { name, type: 'fifo' as const, ...common },
    device: {
      name,
      type: stats.isBlockDevice() ? ('block-device' as const) : ('character-device' as const),
      ...device,
      ...common,
    },
  }[kind as 'directory' | 'link' | 'fifo' | 'device'];
  return added(tar, header);
}

function added(tar: Pack, header: Parameters<Pack['entry']>[0]): Promise<void> {
  return new Promise((resolve, reject) => {
    tar.entry(header, (error) => (error ? reject(error) : resolve()));
  });
}
