import { expect, it, type TestContext } from 'vitest';
import { processTechnology } from '../../../src/drivers/process/driver.ts';
import { processOptions } from '../../../src/drivers/process/options.ts';
import { createTestContext } from '../../support/driver-context.ts';
import { needs } from '../../support/requirements.ts';

it('is given up at any moment of its start, whether or not it has entered its cgroup', async (test: TestContext) => {
  needs(test, 'root', 'busybox');
  await using context = createTestContext();
  await using driver = processTechnology.open(context);
  const image = await context.hello();
  const { signal } = new AbortController();
  await using session = await driver.open({ name: 'race', options: processOptions.parse({}), image, signal });
  await session.provideImage(signal);
  const workload = { ready: { kind: 'log', text: 'READY' }, timeoutMs: 10_000, env: {} } as const;
  for (let delay = 0; delay <= 8; delay += 0.5) {
    const caller = new AbortController();
    const launches = [0, 1, 2].map((index) =>
      session.launch({ index, intended: 0, workload }, caller.signal),
    );
    await context.clock.sleep(delay);
    caller.abort(new Error('changed my mind'));
    for (const result of await Promise.allSettled(launches)) {
      if (result.status === 'fulfilled') await result.value[Symbol.asyncDispose]();
      else expect(result.reason).toMatchObject({ message: 'changed my mind' });
    }
  }
}, 30_000);
