import { exitOf, startProcess } from '../../host/command.ts';
import { findProgram } from '../../host/files.ts';
import type { ExecResult } from '../driver.ts';
import { confined, type Confinement } from './launcher.ts';

/** Runs a command in the root filesystem, user and cgroup of an instance, and collects what it prints. */
export async function runInside(where: Confinement, env: Readonly<Record<string, string>>, command: readonly string[], signal: AbortSignal): Promise<ExecResult> {
  signal.throwIfAborted();
  const { program, args } = confined(findProgram('unshare') ?? 'unshare', where, command);
  const child = startProcess(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'], signal, killSignal: 'SIGKILL' });
  const chunks: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => chunks.push(chunk));
  const { code, reason } = await exitOf(child, 'close');
  signal.throwIfAborted();
  if (code === null) throw new Error(`${command.join(' ')}: ${reason}`);
  return { code, output: Buffer.concat(chunks).toString() };
}
