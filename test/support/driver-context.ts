import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DriverContext } from '../../src/drivers/driver.ts';
import { monotonicClock } from '../../src/host/clock.ts';
import { cacheDirectory } from '../../src/host/directories.ts';
import { removeCgroup } from '../../src/host/cgroup.ts';
import { mountsBelow } from '../../src/host/procfs.ts';
import type { PreparedImage } from '../../src/image/image.ts';
import { prepareImage } from '../../src/image/prepare.ts';
import { createImageTools } from '../../src/image/tools.ts';
import { createLocalHost } from '../../src/probes/local-host.ts';

/**
 * A driver's context in a temporary state directory; the cache is the one of real runs, where the guest
 * kernel is.
 */
export interface TestContext extends DriverContext, AsyncDisposable {
  /** The builtin image, built for this context. */
  hello(): Promise<PreparedImage>;
}

export function createTestContext(overrides: Partial<DriverContext> = {}): TestContext {
  const stateDirectory = mkdtempSync(join(tmpdir(), 'isodense-test-'));
  const owner = overrides.owner ?? { id: testOwnerId(), hostId: 'test-host' };
  let image: Promise<PreparedImage> | undefined;
  return {
    owner,
    clock: monotonicClock,
    stateDirectory,
    cacheDirectory: cacheDirectory(),
    environment: process.env,
    images: createImageTools(),
    host: createLocalHost(),
    log: () => {},
    ...overrides,
    hello: () => (image ??= prepareHello(stateDirectory)),
    [Symbol.asyncDispose]: async () => {
      const mounts = mountsBelow(stateDirectory);
      if (mounts.length > 0) throw new Error(`the test left mounts behind: ${mounts.join(', ')}`);
      removeCgroup(`/isodense/${owner.id}`); // as the lease of a real run does when it is released
      rmSync(stateDirectory, { recursive: true, force: true });
    },
  };
}

export function testOwnerId(): string {
  return `isd-${Math.random().toString(36).slice(2).padEnd(10, '0').slice(0, 10)}`;
}

function prepareHello(stateDirectory: string): Promise<PreparedImage> {
  return prepareImage(
    { kind: 'builtin', name: 'hello' },
    join(stateDirectory, 'image'),
    undefined,
    new AbortController().signal,
  );
}
