import { startProcess } from '../../host/command.ts';
import { findProgram } from '../../host/files.ts';
import { endOfGroup } from '../../host/process-group.ts';
import type { ExecResult } from '../driver.ts';
import { confined, type Confinement } from './launcher.ts';

/** Runs a command in the root filesystem, user and cgroup of an instance, and collects what it prints. When the signal aborts, the command and its descendants are ended. */
export async function runInside(where: Confinement, env: Readonly<Record<string, string>>, command: readonly string[], signal: AbortSignal): Promise<ExecResult> {
  signal.throwIfAborted();
  const { program, args } = confined(findProgram('unshare') ?? 'unshare', where, command);
  const child = startProcess(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const chunks: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => chunks.push(chunk));
  const { code, reason } = await endOfGroup(child, signal);
  if (code === null) throw new Error(`${command.join(' ')}: ${reason}`);
  return { code, output: Buffer.concat(chunks).toString() };
}
