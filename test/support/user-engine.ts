import Dockerode from 'dockerode';
import { createReadStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startManagedEngine } from '../../src/drivers/docker/managed-engine.ts';
import { monotonicClock } from '../../src/host/clock.ts';
import { createImageTools } from '../../src/image/tools.ts';
import { createLocalHost } from '../../src/probes/local-host.ts';
import { testOwnerId } from './driver-context.ts';

/** An engine that acts the part of the user's: it has things of its own, and outlives every run. */
export interface UserEngine extends AsyncDisposable {
  readonly address: string;
  /** A process in its network namespace. */
  readonly pid: number;
  readonly docker: Dockerode;
  /** Loads an archive and gives what was in it a name. */
  load(archive: string, digest: string, tag: string): Promise<void>;
}

/** @param place where the engine keeps what it has */
export async function startUserEngine(place = tmpdir()): Promise<UserEngine> {
  const stateDirectory = mkdtempSync(join(place, 'user-engine-'));
  const engine = await startManagedEngine(
    {
      owner: { id: testOwnerId(), hostId: 'the-user' },
      clock: monotonicClock,
      stateDirectory,
      cacheDirectory: stateDirectory,
      environment: {},
      images: createImageTools(),
      host: createLocalHost(),
      log: () => {},
    },
    new AbortController().signal,
  );
  const docker = new Dockerode({ socketPath: engine.address.slice('unix://'.length) });
  return {
    address: engine.address,
    pid: engine.pid,
    docker,
    load: async (archive, digest, tag) => {
      for await (const chunk of await docker.loadImage(createReadStream(archive))) void chunk;
      const colon = tag.lastIndexOf(':');
      await docker.getImage(digest).tag({ repo: tag.slice(0, colon), tag: tag.slice(colon + 1) });
    },
    [Symbol.asyncDispose]: async () => {
      await engine[Symbol.asyncDispose]();
      rmSync(stateDirectory, { recursive: true, force: true });
    },
  };
}
