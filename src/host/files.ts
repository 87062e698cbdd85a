import {
  accessSync,
  appendFileSync,
  chmodSync,
  chownSync,
  constants,
  createReadStream,
  createWriteStream,
  existsSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { DEADLINES } from '../model/deadlines.ts';
import { readBounded } from './bounded-read.ts';
import { runCommand } from './command.ts';
import { writing } from './unwritable.ts';

/** File operations that the rest of the code needs. */

export function readText(path: string | URL): string {
  return readFileSync(path, 'utf8');
}

/** The text of a file, or undefined if it does not exist or may not be read. */
export function readTextIfAny(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

export function readBytes(path: string): Buffer {
  return readFileSync(path);
}

/** The bytes of a file, or undefined if it does not exist or may not be read. */
export function readBytesIfAny(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

export function openForReading(path: string): NodeJS.ReadableStream {
  return createReadStream(path);
}

/** Writes a stream to a file; rejects when either fails. */
export async function writeStream(
  path: string,
  stream: NodeJS.ReadableStream,
  signal: AbortSignal,
): Promise<void> {
  await pipeline(stream, createWriteStream(path), { signal });
}

/**
 * @param mode of the file afterwards, whatever the umask; undefined: by the umask for a new file
 */
export function writeBytes(path: string, bytes: Buffer, mode?: number): void {
  writing(path, () => {
    writeFileSync(path, bytes);
    if (mode !== undefined) chmodSync(path, mode);
  });
}

/** The path with every symbolic link resolved; undefined when it does not exist. */
export function realPath(path: string): string | undefined {
  return existsSync(path) ? realpathSync(path) : undefined;
}

/** The target of a symbolic link; undefined if the path is not one. */
export function readLinkIfAny(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}

/** False if something that cannot be replaced exists already (a directory that is not empty). */
export function renameUnlessTaken(from: string, to: string): boolean {
  try {
    renameSync(from, to);
    return true;
  } catch (error) {
    if (existsSync(to)) return false;
    throw error;
  }
}

/** Resolves when everything written to a file is on disk, including writes through memory mappings. */
export async function flushFile(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/**
 * Renames a finished file or directory, once its content is on the disk: after a power failure, nothing has
 * its final name and is incomplete. False as for {@link renameUnlessTaken}.
 */
export async function moveIntoPlace(from: string, to: string, signal: AbortSignal): Promise<boolean> {
  // A flush of the file system, since a tree may have tens of thousands of files.
  if (isDirectory(from)) await runCommand('sync', ['-f', from], { signal, deadlineMs: DEADLINES.treeCopy });
  else await flushFile(from);
  signal.throwIfAborted();
  return renameUnlessTaken(from, to);
}

/** Gives a file another name on the same file system; false when there is no such file. */
export function linkFile(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (!existsSync(from)) return false;
    throw error;
  }
}

/** Readers see the old text or the new one, never half of it. */
export function writeTextAtomically(path: string, text: string): void {
  const temporary = `${path}.${process.pid}.partial`;
  writing(path, () => {
    mkdirSync(dirname(path), { recursive: true });
    try {
      writeFileSync(temporary, text);
      renameSync(temporary, path);
    } catch (error) {
      rmSync(temporary, { force: true });
      throw error;
    }
  });
}

export function appendText(path: string, text: string): void {
  writing(path, () => appendFileSync(path, text));
}

export function ensureDirectory(path: string, mode = 0o755): string {
  writing(path, () => mkdirSync(path, { recursive: true, mode }));
  return path;
}

/** Creates a directory; false if the name exists already. */
export function makeDirectory(path: string): boolean {
  return writing(path, () => {
    try {
      mkdirSync(path);
      return true;
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
      throw error;
    }
  });
}

/** Writes a file that everybody may read, whatever the umask. Anything with its name is replaced. */
export function writePublicFile(path: string, text: string): void {
  writing(path, () => {
    rmSync(path, { force: true });
    writeFileSync(path, text, { flag: 'wx', mode: 0o644 });
    chmodSync(path, 0o644);
  });
}

/** Creates or truncates a file and opens it for writing. */
export function openNewFile(path: string): number {
  return writing(path, () => openSync(path, 'w', 0o600));
}

/** No file that we read as a whole is larger. */
const LARGEST_TEXT = 16 * 2 ** 20;

/**
 * The text of a regular file of reasonable size; undefined for anything else, such as a pipe without a
 * writer.
 */
export function readRegularFileIfAny(path: string): string | undefined {
  const read = readBounded(path, LARGEST_TEXT);
  return 'bytes' in read ? read.bytes.toString('utf8') : undefined;
}

/**
 * The top of a root filesystem as engines create it: owned by root and 0755, whatever the umask and the
 * directory above.
 */
export function makeRootDirectory(path: string): string {
  ensureDirectory(path);
  chownSync(path, 0, 0);
  chmodSync(path, 0o755);
  return path;
}

export function listDirectory(path: string): string[] {
  return existsSync(path) ? readdirSync(path).sort() : [];
}

/** Paths of all regular files below a directory, relative to it. */
export function listFiles(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)))
    .sort();
}

export function fileExists(path: string): boolean {
  return existsSync(path);
}

export function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

export function fileSize(path: string): number {
  return statSync(path).size;
}

export function isReadable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

export function isExecutableFile(path: string): boolean {
  return (statSync(path).mode & 0o111) !== 0;
}

export function removeTree(path: string): void {
  rmSync(path, { recursive: true, force: true });
}

export function makeExecutable(path: string): void {
  chmodSync(path, 0o755);
}

/**
 * The first of the names that is an executable file on PATH; /usr/sbin is searched too, since users' PATHs
 * often lack it.
 */
export function findProgram(...names: readonly string[]): string | undefined {
  const directories = [...(process.env['PATH'] ?? '').split(':'), '/usr/local/sbin', '/usr/sbin', '/sbin'];
  for (const name of names) {
    for (const directory of directories) {
      const path = `${directory}/${name}`;
      try {
        accessSync(path, constants.X_OK);
        return path;
      } catch {
        continue;
      }
    }
  }
  return undefined;
}

/** A file of this package, from its root: `packageFile('images/hello')`. Works from src and from dist. */
export function packageFile(relative: string): string {
  return fileURLToPath(new URL(`../../${relative}`, import.meta.url));
}
