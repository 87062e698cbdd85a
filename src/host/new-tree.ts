import {
  chmodSync,
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  ftruncateSync,
  futimesSync,
  lchownSync,
  linkSync,
  lutimesSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeSync,
} from 'node:fs';
import { IsodenseError } from '../model/errors.ts';
import { runCommand, tryCommand } from './command.ts';
import { findProgram } from './files.ts';
import { isRoot } from './platform.ts';
import { writing } from './unwritable.ts';

/**
 * Attributes of a file in the tree. Modes are exact, whatever the host's umask. Owners are set only by
 * root.
 */
export interface FileAttributes {
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Seconds since 1970; undefined: the time of writing. */
  readonly mtime: number | undefined;
}

export interface SpecialFileRequest {
  readonly path: string;
  readonly type: 'character' | 'block' | 'fifo';
  readonly major: number;
  readonly minor: number;
  readonly attributes: FileAttributes;
}

export interface ExtendedAttributes {
  readonly path: string;
  /** Names and values as byte strings (latin1). */
  readonly values: ReadonlyMap<string, string>;
}

const NEW_FILE = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
/**
 * Bytes per write, as engines write files. The page cache keeps a file in pieces as large as its writes,
 * and maps whole pieces into a process: with larger writes, the same program would have more memory
 * attributed to it than in a container.
 */
const WRITE = 32 * 1024;
/** One line per file: its name in the working directory, then mknod's arguments. */
const MAKE_NODES =
  'set -e; while read -r name type major minor; do mknod "$name" "$type" $major $minor; done';

/**
 * Fills a directory that is empty and that nobody else can enter. Paths are byte strings (latin1) relative
 * to the directory, `/etc/passwd`; every parent must be a directory created here, so that no link can lead
 * out of it.
 */
export class NewTree {
  readonly #root: string;

  constructor(directory: string) {
    this.#root = Buffer.from(directory).toString('latin1');
  }

  makeDirectory(path: string): void {
    this.#do(path, (at) => mkdirSync(at, 0o700));
  }

  /** The last operation in a directory. */
  finishDirectory(path: string, { mode, uid, gid, mtime }: FileAttributes): void {
    this.#do(path, (at) => {
      if (isRoot()) lchownSync(at, uid, gid);
      chmodSync(at, mode);
      if (mtime !== undefined) utimesSync(at, mtime, mtime);
    });
  }

  createFile(path: string): NewFile {
    return new NewFile(this.#do(path, (at) => openSync(at, NEW_FILE, 0o600)));
  }

  makeSymlink(path: string, target: string, { uid, gid, mtime }: FileAttributes): void {
    this.#do(path, (at) => {
      symlinkSync(Buffer.from(target, 'latin1'), at);
      if (isRoot()) lchownSync(at, uid, gid);
      if (mtime !== undefined) lutimesSync(at, asTime(mtime), asTime(mtime));
    });
  }

  /** Gives a file, or a link itself, a second name. */
  addName(path: string, existing: string): void {
    this.#do(path, (at) => linkSync(this.#at(existing), at));
  }

  /**
   * @param scratch a name in the tree that is not used
   */
  async makeSpecialFiles(
    files: readonly SpecialFileRequest[],
    scratch: string,
    signal: AbortSignal,
  ): Promise<void> {
    if (files.length === 0) return;
    this.makeDirectory(scratch);
    const letters = { character: 'c', block: 'b', fifo: 'p' };
    const lines = files.map(
      ({ type, major, minor }, index) =>
        `${index} ${letters[type]}${type === 'fifo' ? '' : ` ${major} ${minor}`}\n`,
    );
    await runCommand('/bin/sh', ['-c', MAKE_NODES], {
      cwd: this.#at(scratch).toString(),
      input: lines.join(''),
      cleanEnvironment: true,
      signal,
    });
    for (const [index, { path, attributes }] of files.entries()) {
      this.#do(path, (at) => {
        renameSync(this.#at(`${scratch}/${index}`), at);
        if (isRoot()) lchownSync(at, attributes.uid, attributes.gid);
        chmodSync(at, attributes.mode);
        if (attributes.mtime !== undefined) utimesSync(at, attributes.mtime, attributes.mtime);
      });
    }
    rmSync(this.#at(scratch), { recursive: true });
  }

  /** Of anything but a symbolic link. */
  setMode(path: string, mode: number): void {
    this.#do(path, (at) => chmodSync(at, mode));
  }

  /**
   * After owners and contents, because setting those drops capabilities. Attributes that a file system or a
   * user may not keep are left out, as engines do.
   */
  async setExtendedAttributes(files: readonly ExtendedAttributes[], signal: AbortSignal): Promise<void> {
    if (files.length === 0) return;
    const program = findProgram('setfattr');
    if (program === undefined)
      throw new IsodenseError(
        'unavailable',
        `the image has ${files.length} files with extended attributes, such as capabilities, ` +
          'but setfattr, which sets them, is not installed on this host',
        { hint: 'apt-get install attr' },
      );
    const dump = files.map(
      ({ path, values }) =>
        '# file: ' +
        `${escaped(this.#root + path)}\n${[...values].map(([name, value]) => `${name}=0s${Buffer.from(value, 'latin1').toString('base64')}\n`).join('')}\n`,
    );
    const { stderr } = await tryCommand(program, ['-h', '--restore=-'], {
      input: dump.join(''),
      cleanEnvironment: true,
      signal,
    });
    const failure = stderr
      .split('\n')
      .find((line) => line !== '' && !/: Operation not (permitted|supported)$/.test(line));
    if (failure !== undefined)
      throw new IsodenseError('usage', `the image has an extended attribute that cannot be set: ${failure}`);
  }

  #at(path: string): Buffer {
    return Buffer.from(this.#root + path, 'latin1');
  }

  #do<Result>(path: string, act: (at: Buffer) => Result): Result {
    const at = this.#at(path);
    return writing(at.toString(), () => act(at));
  }
}

/** A file that is being written. */
export class NewFile {
  readonly #descriptor: number;
  #end = 0;

  constructor(descriptor: number) {
    this.#descriptor = descriptor;
  }

  write(bytes: Buffer, offset: number): void {
    for (let done = 0; done < bytes.length;) {
      const room = WRITE - ((offset + done) % WRITE);
      done += writeSync(this.#descriptor, bytes, done, Math.min(room, bytes.length - done), offset + done);
    }
    this.#end = offset + bytes.length;
  }

  /**
   * @param size in bytes; parts that are not written are holes
   */
  finish(size: number, { mode, uid, gid, mtime }: FileAttributes): void {
    try {
      if (this.#end < size) ftruncateSync(this.#descriptor, size);
      if (isRoot()) fchownSync(this.#descriptor, uid, gid);
      fchmodSync(this.#descriptor, mode);
      if (mtime !== undefined) futimesSync(this.#descriptor, mtime, mtime);
    } finally {
      closeSync(this.#descriptor);
    }
  }

  abandon(): void {
    closeSync(this.#descriptor);
  }
}

/** Node takes a negative number for the current time, but not a negative date. */
function asTime(seconds: number): number | Date {
  return seconds < 0 ? new Date(seconds * 1000) : seconds;
}

/** A name as setfattr reads it: every byte that could be special to it in octal. */
function escaped(bytes: string): string {
  return bytes.replaceAll(/[^\w./-]/g, (byte) => `\\${byte.charCodeAt(0).toString(8).padStart(3, '0')}`);
}
