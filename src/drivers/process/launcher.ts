import { CallList, CURRENT_DIRECTORY, RESULT } from '../../host/calls/call-list.ts';
import { procsFilesOf } from '../../host/cgroup.ts';
import { becomeWorkload, type WorkloadProcess } from '../become-workload.ts';
import type { Caller } from './caller.ts';

const WRITE_AND_CLOSE_ON_EXEC = 0o2000001; // O_WRONLY | O_CLOEXEC
const THIS_PROCESS = 0;
const ORDINARY_POLICY = 0; // SCHED_OTHER

/** A process of the image, and where it is accounted. */
export interface Confinement extends WorkloadProcess {
  readonly cgroup: string;
}

/**
 * How a plain process comes about. It enters the cgroup before it becomes the workload, so that not one page
 * or clock tick of the workload is charged elsewhere, and leaves behind what it inherits from the harness. It
 * ends with the harness only if it reads its standard input; a sweep finds it by its cgroup.
 */
export function confined({ architecture }: Caller, where: Confinement): CallList {
  const calls = new CallList(architecture);
  for (const file of procsFilesOf(where.cgroup)) {
    calls.call('entering the cgroup', 'openat', CURRENT_DIRECTORY, calls.text(file), WRITE_AND_CLOSE_ON_EXEC);
    calls.call('entering the cgroup', 'write', RESULT, calls.text(String(THIS_PROCESS)), 1);
  }
  // Of the harness's own; the kernel may not let go of what another program made worse.
  calls.attempt(
    'resetting the out-of-memory score',
    'openat',
    CURRENT_DIRECTORY,
    calls.text('/proc/self/oom_score_adj'),
    WRITE_AND_CLOSE_ON_EXEC,
  );
  calls.attempt('resetting the out-of-memory score', 'write', RESULT, calls.text('0'), 1);
  calls.attempt(
    'resetting the scheduling policy',
    'sched_setscheduler',
    THIS_PROCESS,
    ORDINARY_POLICY,
    calls.words([0]),
  );
  calls.attempt('resetting the priority', 'setpriority', 0, THIS_PROCESS, 0);
  becomeWorkload(calls, where);
  return calls;
}
