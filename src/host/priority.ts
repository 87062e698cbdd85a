import { DEADLINES } from '../model/deadlines.ts';
import { tryCommand } from './command.ts';
import { findProgram } from './files.ts';

const QUICK = { deadlineMs: DEADLINES.quickCommand };

/**
 * Lets this process's main thread run before everything that is scheduled normally, until disposed of, so
 * that what it stamps is stamped on time on a busy host. Real-time policy: a high nice value counts inside
 * one session only, where the kernel groups sessions (sched(7), autogroup). Programs that it starts run
 * normally (reset on fork). Does nothing where chrt is not installed or the kernel refuses: who stamps sees
 * by itself how late it is.
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
