import {
  chmodSync,
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  type Stats,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { IsodenseError } from '../model/errors.ts';
import { ownUserId } from './platform.ts';
import { writing } from './unwritable.ts';

/**
 * Directories whose content isodense trusts later: as root it unmounts, deletes and kills by what they say.
 * So nobody else may be able to write to one, or to replace it, which also applies to the path that leads
 * to it.
 */

export interface OwnDirectoryRequest {
  /** Absolute. */
  readonly path: string;
  /** For messages: `state directory`. */
  readonly what: string;
  /** The environment variable that names another one. */
  readonly variable: string;
  /**
   * Names that isodense itself uses. A directory with other names in it keeps its mode: somebody may need
   * access.
   */
  readonly isOurs: (name: string) => boolean;
}

/** Longer than any sensible path; the kernel itself gives up after 40 (path_resolution(7)). */
const LINKS = 40;
const SYMBOLIC_LINK = 'a symbolic link';
const STICKY = 0o1000;

/**
 * Creates the directory (mode 0700) or checks the existing one, and returns its path without links.
 * @throws IsodenseError (usage) if it, or a directory that leads to it, is under somebody else's control
 */
export function openOwnDirectory(request: OwnDirectoryRequest): string {
  const refuse = (found: string): IsodenseError =>
    new IsodenseError('usage', `the ${request.what} ${request.path} cannot be trusted: ${found}`, {
      hint: `set ${request.variable} to a directory that only this user can write to`,
    });
  const { path, stat } = followTrusted(request, refuse);
  if (othersCanWrite(stat)) throw refuse(`others can write to it (mode ${octal(stat)})`);
  if ((stat.mode & 0o077) !== 0 && readdirSync(path).every(request.isOurs)) tighten(path);
  return path;
}

/** Walks the path as the kernel would, and checks every step. Missing directories are created. */
function followTrusted(
  { path, what }: OwnDirectoryRequest,
  refuse: (found: string) => IsodenseError,
): { readonly path: string; readonly stat: Stats } {
  let here = '/';
  let stat = lstatSync(here);
  let links = 0;
  const steps = path.split('/').filter(Boolean);
  for (let step = steps.shift(); step !== undefined; step = steps.shift()) {
    if (step === '..') {
      here = dirname(here);
      stat = lstatSync(here);
      continue;
    }
    const next = join(here, step);
    const isLast = steps.length === 0;
    const found = lstatSync(next, { throwIfNoEntry: false }) ?? make(next, isLast, what);
    if (!isTrusted(found))
      throw refuse(`${next} belongs to user ${found.uid}, and this is user ${ownUserId()}`);
    if (found.isSymbolicLink()) {
      if (isLast) throw refuse(`it is ${SYMBOLIC_LINK}`);
      if (othersCanWrite(stat))
        throw refuse(`${next} is ${SYMBOLIC_LINK} in a directory that others can write to`);
      if ((links += 1) > LINKS) throw refuse(`${next} is ${SYMBOLIC_LINK} that leads nowhere`);
      const target = readlinkSync(next);
      steps.unshift(...target.split('/').filter((name) => name !== '' && name !== '.'));
      if (target.startsWith('/')) here = '/';
      continue;
    }
    if (!found.isDirectory()) throw refuse(`${isLast ? 'it' : next} is not a directory`);
    if (!isLast && othersCanWrite(found) && (found.mode & STICKY) === 0)
      throw refuse(`others can write to ${next} (mode ${octal(found)})`);
    here = next;
    stat = found;
  }
  return { path: here, stat };
}

function make(path: string, isLast: boolean, what: string): Stats {
  try {
    writing(path, () => mkdirSync(path, { mode: isLast ? 0o700 : 0o755 }));
  } catch (error) {
    const made = lstatSync(path, { throwIfNoEntry: false }); // by another isodense process, just now
    if (made !== undefined) return made;
    throw error instanceof IsodenseError
      ? new IsodenseError(error.kind, `cannot create the ${what}: ${error.message}`, {
          ...(error.hint === undefined ? {} : { hint: error.hint }),
          cause: error,
        })
      : error;
  }
  return lstatSync(path);
}

function tighten(path: string): void {
  try {
    chmodSync(path, 0o700);
  } catch {
    // On a read-only file system. Others may be able to read then, but not write.
  }
}

/**
 * With sudo this process runs as root, but directories in the home of the user who ran sudo are fine too.
 */
function sudoCaller(): number | undefined {
  return ownUserId() === 0 && /^\d+$/.test(process.env['SUDO_UID'] ?? '')
    ? Number(process.env['SUDO_UID'])
    : undefined;
}

function isTrusted({ uid }: Stats): boolean {
  return uid === ownUserId() || uid === 0 || uid === sudoCaller();
}

/**
 * Root's group and the private group that many distributions give each user, with the same number, have no
 * other members.
 */
function othersCanWrite({ mode, gid }: Stats): boolean {
  const isPrivate = gid === 0 || gid === ownUserId();
  return (mode & 0o002) !== 0 || ((mode & 0o020) !== 0 && !isPrivate);
}

function octal({ mode }: Stats): string {
  return (mode & 0o7777).toString(8).padStart(4, '0');
}

/**
 * Whether this is a directory, not a link to one, that this user created and nobody else can write to.
 */
export function isOwnDirectory(path: string): boolean {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  return stat !== undefined && stat.isDirectory() && stat.uid === ownUserId() && !othersCanWrite(stat);
}

/** Larger than any file of its own that isodense reads as a whole. */
const MOST_BYTES = 1024 * 1024;

/**
 * The text of a regular file that this user created; undefined for anything else, such as a link, a FIFO or
 * another user's file.
 */
export function readOwnText(path: string): string | undefined {
  let file: number | undefined;
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const stat = fstatSync(file);
    if (!stat.isFile() || stat.uid !== ownUserId() || stat.size > MOST_BYTES) return undefined;
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
