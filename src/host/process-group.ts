import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { DEADLINES } from '../model/deadlines.ts';
import { IsodenseError } from '../model/errors.ts';
import { monotonicClock } from './clock.ts';
import { settlesWithin } from './settles-within.ts';

/**
 * Programs with their own process group (spawned with `detached`), so that ending one also ends what it
 * started: a surviving grandchild would keep its pipes open. A terminal's Ctrl-C does not reach them;
 * whoever waits for them ends them.
 */

const LOOK_EVERY_MS = 5;

const running = new Set<number>();
process.on('exit', () => {
  // when isodense leaves at once, nobody waits for them any more
  for (const leader of running) signalGroup(leader, 'SIGKILL');
});

export interface ProcessExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** `exit 1` or `killed by SIGKILL`. */
  readonly reason: string;
}

/**
 * Resolves when the group's leader has ended and its output has been read. When the signal aborts, the
 * group is ended, by SIGTERM and then by SIGKILL, and then the promise rejects with the signal's reason.
 * Rejects if it could not be started.
 */
export async function endOfGroup(child: ChildProcess, signal: AbortSignal): Promise<ProcessExit> {
  const { pid } = child;
  const settled = new AbortController();
  const exited = once(child, 'exit', { signal: settled.signal }).then(
    ([code, killer]: (number | string | null)[]): ProcessExit => ({
      code: code as number | null,
      signal: killer as NodeJS.Signals | null,
      reason: killer === null ? `exit ${code}` : `killed by ${killer}`,
    }),
  );
  const closed = once(child, 'close', { signal: settled.signal });
  closed.catch(() => {});
  if (pid === undefined) return await exited; // rejects with the error of the start
  running.add(pid);
  const aborted = new Promise<'aborted'>((resolve) => {
    if (signal.aborted) resolve('aborted');
    signal.addEventListener('abort', () => resolve('aborted'), { once: true, signal: settled.signal });
  });
  try {
    const end = await Promise.race([exited, aborted]);
    if (end === 'aborted') {
      exited.catch(() => {});
      await endGroup(pid, exited);
      signal.throwIfAborted();
    }
    // A process that left the group can keep the pipes open for as long as it lives. Checked more than once,
    // since this process may have been busy during the first.
    for (let look = 0; look < 3 && !(await endedWithin(DEADLINES.outputDrain, closed)); look += 1);
    return end as ProcessExit;
  } finally {
    running.delete(pid);
    settled.abort();
    for (const stream of child.stdio) stream?.destroy();
  }
}

async function endGroup(leader: number, exited: Promise<unknown>): Promise<void> {
  signalGroup(leader, 'SIGTERM');
  await endedWithin(DEADLINES.commandTermination, exited);
  signalGroup(leader, 'SIGKILL'); // also when the leader has ended: others of its group may still run
  if (await endedWithin(DEADLINES.kill, exited)) return await untilEmpty(leader);
  throw new IsodenseError(
    'internal',
    `process ${leader} did not end within ${DEADLINES.kill / 1_000} s of SIGKILL`,
    {
      hint: 'it waits inside the kernel, on a disk or a mount that does not answer',
    },
  );
}

const endedWithin = (ms: number, end: Promise<unknown>): Promise<boolean> =>
  settlesWithin(monotonicClock, ms, end);

/** Processes that the leader left behind are killed, which takes a moment. */
async function untilEmpty(leader: number): Promise<void> {
  const deadline = monotonicClock.now() + DEADLINES.groupEnd;
  while (signalGroup(leader, 'SIGKILL') && monotonicClock.now() < deadline)
    await monotonicClock.sleep(LOOK_EVERY_MS);
}

/** False if no process of the group is left. */
function signalGroup(leader: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(-leader, signal);
  } catch {
    return false;
  }
}
