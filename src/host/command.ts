import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { DEADLINES } from '../model/deadlines.ts';
import { IsodenseError } from '../model/errors.ts';
import { writtenDuration } from '../model/units.ts';
import { monotonicClock } from './clock.ts';
import { endOfGroup, type ProcessExit } from './process-group.ts';

export interface CommandResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  readonly signal?: AbortSignal;
  readonly input?: string | Buffer;
  readonly cwd?: string;
  /** Added to the harness's own environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** CLEAN_ENVIRONMENT only, without the harness's environment. */
  readonly cleanEnvironment?: boolean;
  /** The program is ended, and the call rejects, if it runs for longer; see DEADLINES for the default. */
  readonly deadlineMs?: number;
}

/**
 * For programs that must behave the same on every host: nothing is preloaded, and messages are in English.
 */
export const CLEAN_ENVIRONMENT: Readonly<Record<string, string>> = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  LC_ALL: 'C',
};

/**
 * Runs a program to its end and collects its output. A non-zero exit is a result, not an error. Rejects
 * when the signal aborts or the time is up; by then the program and everything in its process group have
 * ended.
 */
export async function tryCommand(
  program: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  const child = spawn(program, args, {
    stdio: ['pipe', 'pipe', 'pipe'],
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    ...(options.env === undefined && options.cleanEnvironment !== true
      ? {}
      : {
          env: { ...(options.cleanEnvironment === true ? CLEAN_ENVIRONMENT : process.env), ...options.env },
        }),
    detached: true,
  });
  child.stdin.on('error', () => {}); // a program may end without reading its input
  child.stdin.end(options.input ?? '');
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
  const { code } = await bounded(child, [program, ...args].join(' '), options);
  return { code, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() };
}

/** Runs a program that must succeed; otherwise its error output is the message. */
export async function runCommand(
  program: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<string> {
  const result = await tryCommand(program, args, options);
  if (result.code !== 0) {
    const said = (result.stderr || result.stdout).trim().split('\n').slice(-5).join('\n');
    throw new IsodenseError('internal', `${program} ${args.join(' ')} ended with ${result.code}: ${said}`);
  }
  return result.stdout;
}

async function bounded(
  child: ChildProcess,
  called: string,
  { signal, deadlineMs = DEADLINES.command }: CommandOptions,
): Promise<{ readonly code: number | null }> {
  const stop = new AbortController();
  const settled = new AbortController();
  if (signal?.aborted === true) stop.abort(signal.reason);
  signal?.addEventListener('abort', () => stop.abort(signal.reason), { once: true, signal: settled.signal });
  monotonicClock.sleep(deadlineMs, settled.signal).then(
    () =>
      stop.abort(
        new IsodenseError('unavailable', `${called} did not end within ${writtenDuration(deadlineMs)}`),
      ),
    () => {},
  );
  try {
    return await endOfGroup(child, stop.signal);
  } finally {
    settled.abort();
  }
}

/**
 * Starts a long-lived program. If setpriv is given, it ends when this process ends, however that happens.
 */
export function startProcess(program: string, args: readonly string[], options: SpawnOptions): ChildProcess {
  return spawn(program, args, options);
}

/**
 * Resolves with how a child ended; rejects if it could not be started. `close` also waits for the end of
 * its output.
 */
export function exitOf(child: ChildProcess, event: 'exit' | 'close' = 'exit'): Promise<ProcessExit> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once(event, (code: number | null, signal: NodeJS.Signals | null) =>
      resolve({ code, signal, reason: signal === null ? `exit ${code}` : `killed by ${signal}` }),
    );
  });
}

/** Sends a signal to one process; false if it no longer exists. */
export function signalProcess(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}
