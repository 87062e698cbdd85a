import { CallList, CURRENT_DIRECTORY, type CallFailure } from '../../host/calls/call-list.ts';
import type { ProgramArchitecture } from '../../host/calls/static-program.ts';
import { becomeWorkload, codeOf, startError, type WorkloadProcess } from '../become-workload.ts';
import type { ExecResult } from '../driver.ts';
import type { PreparedRoot } from '../prepare-root.ts';
import type { ExecAnswer } from './control-channel.ts';

/** The workload of a VM, as the guest's init starts it. */
export interface GuestProcess extends WorkloadProcess {
  readonly hostname: string;
}

const OVERLAY_DEFAULT = { mode: 0o755, uid: 0, gid: 0 } as const;

/** The calls by which the guest becomes the workload. */
export function workloadCalls(process: GuestProcess, { top }: PreparedRoot, architecture: ProgramArchitecture): CallList {
  const calls = new CallList(architecture);
  const root = calls.text(process.root);
  // The overlay's top is a directory of the guest's own, which was made before it knew the image.
  if (top.uid !== OVERLAY_DEFAULT.uid || top.gid !== OVERLAY_DEFAULT.gid) calls.call('setting the owner of the root directory', 'fchownat', CURRENT_DIRECTORY, root, top.uid, top.gid, 0);
  if (top.mode !== OVERLAY_DEFAULT.mode) calls.call('setting the mode of the root directory', 'fchmodat', CURRENT_DIRECTORY, root, top.mode);
  becomeWorkload(calls, process);
  return calls;
}

/** The calls by which the guest becomes another command beside the workload. */
export function commandCalls(process: GuestProcess, command: readonly string[], architecture: ProgramArchitecture): CallList {
  const calls = new CallList(architecture);
  becomeWorkload(calls, { ...process, command });
  return calls;
}

/** How a command ended, or why it did not begin. */
export function resultOf({ code, output, unstarted }: ExecAnswer, calls: CallList, process: GuestProcess, command: readonly string[]): ExecResult {
  const failure: CallFailure | undefined = calls.failureOf(unstarted);
  return failure === undefined ? { code, output } : { code: codeOf(failure), output: startError(failure, { ...process, command }).message };
}
