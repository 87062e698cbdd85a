import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { endOfGroup } from '../process-group.ts';
import type { CallFailure, CallList } from './call-list.ts';

/** The name of an error number: `ENOENT` for 2 (errno(3)). */
export function errorName(errno: number): string {
  return Object.entries(constants.errno).find(([, number]) => number === errno)?.[0] ?? `error ${errno}`;
}

/**
 * Runs the program (see caller.ts) with a list of calls that ends with an exit. Undefined when all were
 * made.
 */
export async function runCalls(
  program: string,
  list: CallList,
  signal: AbortSignal,
): Promise<CallFailure | undefined> {
  const child = spawn(program, list.arguments(), {
    env: {},
    cwd: '/',
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    detached: true,
  });
  let report = '';
  child.stdio[3]?.on('data', (chunk: Buffer) => (report += chunk.toString()));
  const { code, reason } = await endOfGroup(child, signal);
  const failure = list.failureOf(report);
  if (failure === undefined && code !== 0) throw new Error(`${program} ended unexpectedly: ${reason}`);
  return failure;
}
