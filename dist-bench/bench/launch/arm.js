/** What every arm waits for in the workload's output. */
export const READY = 'READY';
//# sourceMappingURL=arm.js.map