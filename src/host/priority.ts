import { DEADLINES } from '../model/deadlines.ts';
import { tryCommand } from './command.ts';
import { findProgram } from './files.ts';

const QUICK = { deadlineMs: DEADLINES.quickCommand };

/**
 * Lets this process's main thread run before everything with normal priority, until disposed of, so that
 * timestamps are on time on a busy host. Uses a real-time policy: a high nice value has effect inside one
 * session only, where the kernel groups sessions (sched(7), autogroup). Programs that it starts run with
 * normal priority (reset on fork). Does nothing if chrt is not installed or the kernel refuses: lateness is
 * measured anyway.
 */
export async function raisePriority(): Promise<AsyncDisposable> {
  const chrt = findProgram('chrt');
  if (chrt === undefined) return { [Symbol.asyncDispose]: async () => {} };
  const { code } = await tryCommand(
    chrt,
    ['--rr', '--reset-on-fork', '--pid', '1', String(process.pid)],
    QUICK,
  );
  return {
    [Symbol.asyncDispose]: async () => {
      if (code === 0) await tryCommand(chrt, ['--other', '--pid', '0', String(process.pid)], QUICK);
    },
  };
}
