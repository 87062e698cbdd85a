import { closeSync, constants, openSync, readdirSync, rmSync, writeSync } from 'node:fs';
import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { readOwnText } from './own-directory.ts';
import { readKernelText, readProcess } from './procfs.ts';
import { writing } from './unwritable.ts';

/**
 * Something that only one process at a time may have. A process that wants it puts a file into a directory,
 * and then checks whether there is another process's file: if two come at once, at least one sees the
 * other.
 *
 * The file name contains the process and its boot, which are never reused together. So anybody can remove a
 * dead process's file at any time: unlike a single lock file, it cannot have become a living process's file
 * since it was checked.
 */
export interface Claim extends Disposable {
  /** Living processes that hold it too, because this one joined them. */
  readonly others: readonly Claimant[];
  /** What the processes that joined later say about themselves. */
  joined(): readonly string[];
}

export interface Claimant {
  readonly pid: number;
  /** What it says about itself; empty until its claim is certain, and where this user may not read it. */
  readonly text: string;
  readonly file: string;
}

export interface ClaimRequest {
  readonly directory: string;
  /** What is claimed; the files are named after it. */
  readonly name: string;
  /** One line. */
  readonly text: string;
  /** Claim it although others hold it, and tell them in their files. */
  readonly join?: boolean;
}

export type Claiming =
  | { readonly state: 'held'; readonly claim: Claim }
  | { readonly state: 'taken'; readonly by: readonly Claimant[] };

/**
 * Two that meet withdraw, and retry after a random delay. That they meet this often in a row does not
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

/** Living processes that hold it. */
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

/** Whether a file in a directory is a claim. */
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

/** False if it exists: then this process already has it, since nobody else uses that name. */
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

/** Never creates the file: its process may have removed it just now, and would seem to claim it again. */
function append(path: string, line: string): void {
  let file: number | undefined;
  try {
    file = openSync(path, constants.O_WRONLY | constants.O_APPEND | constants.O_NOFOLLOW);
    writeSync(file, `${line}\n`);
  } catch {
    // The other process is gone, or the disk is full: the file name itself is the claim.
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
