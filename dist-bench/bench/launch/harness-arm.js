import { WORKLOAD } from '../laboratory.js';
/** The launch path of a run: `session.launch` until it resolves, which is when the workload is ready. */
export function harnessArm({ session, context }, signal) {
    let index = 0;
    return {
        name: 'harness',
        launch: () => session.launch({ index: index++, intended: context.clock.now(), workload: WORKLOAD }, signal),
    };
}
//# sourceMappingURL=harness-arm.js.map