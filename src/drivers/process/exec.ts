import { startProcess } from '../../host/command.ts';
import { endOfGroup } from '../../host/process-group.ts';
import { exitCodeOfSignal } from '../../host/signals.ts';
import { codeOf, startError } from '../become-workload.ts';
import { CommandOutput } from '../command-output.ts';
import type { ExecResult } from '../driver.ts';
import type { Caller } from './caller.ts';
import { confined, type Confinement } from './launcher.ts';

/**
 * Runs a command in the root filesystem, user and cgroup of an instance, and collects what it prints. When
 * the signal aborts, the command's process group is killed; what left the group ends with the instance's
 * cgroup.
 */
export async function runInside(
  caller: Caller,
  instance: Confinement,
  command: readonly string[],
  signal: AbortSignal,
): Promise<ExecResult> {
  signal.throwIfAborted();
  const inside = { ...instance, command };
  const calls = confined(caller, inside);
  const child = startProcess(caller.program, calls.arguments(), {
    env: {},
    cwd: '/',
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    detached: true,
  });
  const output = new CommandOutput();
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => output.add(chunk));
  let report = '';
  child.stdio[3]?.on('data', (chunk: Buffer) => (report += chunk.toString()));
  const end = await endOfGroup(child, signal);
  const failure = calls.failureOf(report);
  if (failure !== undefined) return { code: codeOf(failure), output: startError(failure, inside).message };
  // As shells and engines have it.
  const code = end.code ?? exitCodeOfSignal(end.signal ?? 'SIGKILL');
  return { code, output: output.text };
}
