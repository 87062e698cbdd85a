import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

/**
 * An engine that does nothing and answers at once, on a thread of its own: what is left of a launch is its
 * client's work.
 */
export interface StubEngine extends AsyncDisposable {
  readonly address: string;
}

export async function startStubEngine(): Promise<StubEngine> {
  const directory = mkdtempSync(join(tmpdir(), 'isodense-bench-'));
  const socket = join(directory, 'engine.sock');
  const worker = new Worker(new URL('stub-engine-thread.js', import.meta.url), { workerData: { socket } });
  await once(worker, 'message');
  return {
    address: `unix://${socket}`,
    [Symbol.asyncDispose]: async () => {
      await worker.terminate();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
