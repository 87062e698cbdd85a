import type { Clock } from './clock.ts';
import { cgroupMembers } from './cgroup.ts';
import { signalProcess } from './command.ts';
import { isInCgroup } from './procfs.ts';
import { DEADLINES } from '../model/deadlines.ts';

/** Neither version notifies when a cgroup becomes empty, unless a watcher is set up. */
const LOOK_EVERY_MS = 5;

/**
 * Ends every process in a cgroup and below it: `signal`, then SIGKILL to whatever is left after `graceMs`.
 * Returns the PIDs that survived even that (in uninterruptible sleep); empty if all are gone.
 */
export async function stopCgroup(
  path: string,
  clock: Clock,
  graceMs: number,
  signal: NodeJS.Signals = 'SIGTERM',
): Promise<number[]> {
  if (graceMs > 0) {
    signalAll(path, signal);
    await waitUntilEmpty(path, clock, graceMs);
  }
  const deadline = clock.now() + DEADLINES.kill;
  // Repeatedly: a process may have forked between the listing and its death.
  while (signalAll(path, 'SIGKILL') > 0 && clock.now() < deadline) await clock.sleep(LOOK_EVERY_MS);
  return cgroupMembers(path);
}

/**
 * Its PID may belong to another process by the time it is signalled, so its cgroup is checked right before.
 */
function signalAll(path: string, signal: NodeJS.Signals): number {
  const pids = cgroupMembers(path);
  for (const pid of pids) if (isInCgroup(pid, path)) signalProcess(pid, signal);
  return pids.length;
}

async function waitUntilEmpty(path: string, clock: Clock, timeoutMs: number): Promise<void> {
  const deadline = clock.now() + timeoutMs;
  for (let pause = 1; cgroupMembers(path).length > 0 && clock.now() < deadline; pause = LOOK_EVERY_MS)
    await clock.sleep(pause);
}
