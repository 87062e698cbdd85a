import { WORKLOAD, type Laboratory } from '../laboratory.ts';
import type { Arm } from './arm.ts';

/** The launch path of a run: `session.launch` until it resolves, which is when the workload is ready. */
export function harnessArm({ session, context }: Laboratory, signal: AbortSignal): Arm {
  let index = 0;
  return {
    name: 'harness',
    launch: () =>
      session.launch({ index: index++, intended: context.clock.now(), workload: WORKLOAD }, signal),
  };
}
