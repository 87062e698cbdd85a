import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { IsodenseError } from '../model/errors.ts';

export interface CommandResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  readonly signal?: AbortSignal;
  readonly input?: string;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs a program to its end and collects what it prints. A non-zero exit is a result, not an error. */
export async function tryCommand(program: string, args: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
  const child = spawn(program, args, {
    stdio: ['pipe', 'pipe', 'pipe'],
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    ...(options.env === undefined ? {} : { env: { ...process.env, ...options.env } }),
    ...(options.signal === undefined ? {} : { signal: options.signal, killSignal: 'SIGKILL' as const }),
  });
  child.stdin.on('error', () => {}); // a program may end without reading its input
  child.stdin.end(options.input ?? '');
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  return { code, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() };
}

/** Runs a program that must succeed; its error output is the message when it does not. */
export async function runCommand(program: string, args: readonly string[], options: CommandOptions = {}): Promise<string> {
  const result = await tryCommand(program, args, options);
  if (result.code !== 0) {
    const said = (result.stderr || result.stdout).trim().split('\n').slice(-5).join('\n');
    throw new IsodenseError('internal', `${program} ${args.join(' ')} ended with ${result.code}: ${said}`);
  }
  return result.stdout;
}

/** Starts a long-lived program. It ends when this process ends, however that happens, where setpriv is given. */
export function startProcess(program: string, args: readonly string[], options: SpawnOptions): ChildProcess {
  return spawn(program, args, options);
}

/** Resolves with how a child ended; rejects when it could not be started. `close` waits for the end of its output too. */
export function exitOf(child: ChildProcess, event: 'exit' | 'close' = 'exit'): Promise<{ readonly code: number | null; readonly reason: string }> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once(event, (code: number | null, signal: NodeJS.Signals | null) => resolve({ code, reason: signal === null ? `exit ${code}` : `killed by ${signal}` }));
  });
}

/** Sends a signal to one process; false when it is already gone. */
export function signalProcess(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}
