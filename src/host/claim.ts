import { closeSync, constants, openSync, readdirSync, rmSync, writeSync } from 'node:fs';
import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { readOwnText } from './own-directory.ts';
import { readKernelText, readProcess } from './procfs.ts';
import { writing } from './unwritable.ts';

/**
 * Something that one process at a time may have. Whoever wants it puts a file into a directory, and then
 * looks whether anybody else has one there: of two that come at once, at least one sees the other.
 *
 * A process and its boot are in the file's name, and never come twice. So a file of a dead process can be
 * removed at any time by anybody: unlike a single lock file, it can't have become a living one's since it was
 * looked at.
 */
export interface Claim extends Disposable {
  /** Living processes that hold it too, because this one joined them. */
  readonly others: readonly Claimant[];
  /** What the processes that joined later say of themselves. */
  joined(): readonly string[];
}

export interface Claimant {
  readonly pid: number;
  /** What it says of itself; empty until it is sure to hold it, and where this user may not read it. */
  readonly text: string;
  readonly file: string;
}

export interface ClaimRequest {
  readonly directory: string;
  /** What is claimed; files are called after it. */
  readonly name: string;
  /** One line. */
  readonly text: string;
  /** Take it although others hold it, and tell them in their files. */
  readonly join?: boolean;
}

export type Claiming =
  | { readonly state: 'held'; readonly claim: Claim }
  | { readonly state: 'taken'; readonly by: readonly Claimant[] };

/**
 * Two that meet withdraw, and come back after a random while. That they meet this often in a row does not
 * happen.
 */
const ATTEMPTS = 50;
const LONGEST_PAUSE_MS = 20;

export function claim(request: ClaimRequest): Claiming {
  forgetDead(request.directory, request.name);
  const file = join(request.directory, `${request.name}.${identity()}`);
  for (let attempt = 1; ; attempt += 1) {
    const before = claimants(request.directory, request.name);
    const isSettled = before.some(({ text, pid }) => text !== '' || pid === process.pid);
    if (before.length > 0 && request.join !== true && (isSettled || attempt === ATTEMPTS))
      return { state: 'taken', by: before };
    if (!create(file)) return { state: 'taken', by: [{ pid: process.pid, text: '', file }] };
    const others = claimants(request.directory, request.name).filter((other) => other.file !== file);
    if (others.length === 0 || request.join === true) {
      append(file, request.text);
      for (const other of others) append(other.file, request.text);
      return { state: 'held', claim: held(file, others) };
    }
    rmSync(file, { force: true });
    pause(randomInt(1, LONGEST_PAUSE_MS));
  }
}

/** Living processes that have it. */
export function claimants(directory: string, name: string): Claimant[] {
  return claimsIn(directory, name)
    .filter(({ isAlive }) => isAlive)
    .map(({ pid, file }) => ({ pid, text: readOwnText(file)?.split('\n')[0] ?? '', file }));
}

/** Removes the files of dead processes. They block nobody. */
export function forgetDead(directory: string, name: string): void {
  for (const { isAlive, file } of claimsIn(directory, name)) if (!isAlive) rmSync(file, { force: true });
}

function claimsIn(
  directory: string,
  name: string,
): { readonly pid: number; readonly file: string; readonly isAlive: boolean }[] {
  return filesIn(directory).flatMap((entry) => {
    const [, what, pid, startTicks, bootId] = CLAIM.exec(entry) ?? [];
    if (what !== name) return [];
    const isAlive =
      bootId === readKernelText('/proc/sys/kernel/random/boot_id') &&
      isRunning(Number(pid), Number(startTicks));
    return [{ pid: Number(pid), file: join(directory, entry), isAlive }];
  });
}

const CLAIM = /^(\w+)\.(\d+)-(\d+)-([0-9a-f-]{36})$/;

/** Whether a file in a directory is there to claim something. */
export function isClaim(name: string): boolean {
  return CLAIM.test(name);
}

function identity(): string {
  return `${process.pid}-${readProcess(process.pid)?.startTicks ?? 0}-${readKernelText('/proc/sys/kernel/random/boot_id') ?? ''}`;
}

function isRunning(pid: number, startTicks: number): boolean {
  const found = readProcess(pid);
  return found !== undefined && found.startTicks === startTicks && found.state !== 'Z';
}

function filesIn(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}

/** False when it is there: then this process has it already, since nobody else gives that name. */
function create(file: string): boolean {
  try {
    closeSync(writing(file, () => openSync(file, 'wx', 0o600)));
    return true;
  } catch (error) {
    if (
      error instanceof Error &&
      error.cause instanceof Error &&
      'code' in error.cause &&
      error.cause.code === 'EEXIST'
    )
      return false;
    throw error;
  }
}

/** Never makes the file: its process may have removed it in this moment, and would seem to claim it again. */
function append(path: string, line: string): void {
  let file: number | undefined;
  try {
    file = openSync(path, constants.O_WRONLY | constants.O_APPEND | constants.O_NOFOLLOW);
    writeSync(file, `${line}\n`);
  } catch {
    // The other one is gone, or the disk is full: the claim itself is the file's name.
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

function held(file: string, others: readonly Claimant[]): Claim {
  return {
    others,
    joined: () => (readOwnText(file) ?? '').split('\n').slice(1).filter(Boolean),
    [Symbol.dispose]: () => rmSync(file, { force: true }),
  };
}

function pause(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}
