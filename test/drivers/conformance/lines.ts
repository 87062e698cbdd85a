import type { Instance } from '../../../src/drivers/driver.ts';

/** Everything that the workload has said up to now. */
export function linesSoFar(instance: Instance): string[] {
  const lines: string[] = [];
  instance.onLine(({ text }) => lines.push(text))();
  return lines;
}

/** Does something and resolves when the workload says a line after it; what it said before does not count. */
export function answerTo(instance: Instance, act: () => void, line: string): Promise<void> {
  return new Promise((resolve) => {
    let replaying = true;
    const stop = instance.onLine(({ text }) => {
      if (replaying || text !== line) return;
      queueMicrotask(() => stop());
      resolve();
    });
    replaying = false;
    act();
  });
}
