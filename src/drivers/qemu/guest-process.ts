import { CallList, type CallFailure } from '../../host/calls/call-list.ts';
import type { ProgramArchitecture } from '../../host/calls/static-program.ts';
import { becomeWorkload, codeOf, startError, type WorkloadProcess } from '../become-workload.ts';
import type { ExecResult } from '../driver.ts';
import type { ExecAnswer } from './control-channel.ts';

/** The workload of a VM, as the guest's init starts it. */
export interface GuestProcess extends WorkloadProcess {
  readonly hostname: string;
}

/** The calls by which the guest becomes the workload, or another command beside it. */
export function guestCalls(process: GuestProcess, architecture: ProgramArchitecture): CallList {
  const calls = new CallList(architecture);
  becomeWorkload(calls, process);
  return calls;
}

/** How a command ended, or why it did not begin. */
export function resultOf(
  { code, output, unstarted }: ExecAnswer,
  calls: CallList,
  process: GuestProcess,
  command: readonly string[],
): ExecResult {
  const failure: CallFailure | undefined = calls.failureOf(unstarted);
  return failure === undefined
    ? { code, output }
    : { code: codeOf(failure), output: startError(failure, { ...process, command }).message };
}
