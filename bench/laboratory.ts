import { join } from 'node:path';
import type { DriverContext, DriverSession, LaunchSpec } from '../src/drivers/driver.ts';
import { openEngine, type Engine } from '../src/drivers/docker/engine.ts';
import { dockerOptions, type DockerOptions } from '../src/drivers/docker/options.ts';
import { openSession } from '../src/drivers/docker/session.ts';
import { monotonicClock } from '../src/host/clock.ts';
import { cacheDirectory } from '../src/host/directories.ts';
import { takeLease } from '../src/host/lease.ts';
import { processTerminal } from '../src/host/process-io.ts';
import type { PreparedImage } from '../src/image/image.ts';
import { prepareImage } from '../src/image/prepare.ts';
import { createImageTools } from '../src/image/tools.ts';
import { createLocalHost } from '../src/probes/local-host.ts';

/** Engine, image and session as a run would open them, for the harness and for what it is compared with. */
export interface Laboratory extends AsyncDisposable {
  readonly context: DriverContext;
  readonly engine: Engine;
  readonly image: PreparedImage;
  readonly options: DockerOptions;
  readonly session: DriverSession;
}

/** The cheapest container to start with a stock runtime, so that the harness's own time weighs most. */
const OPTIONS = { runtime: 'runc', network: 'none' };

/** What every arm waits for in the workload's output. */
export const READY = 'READY';

export const WORKLOAD: LaunchSpec['workload'] = {
  ready: { kind: 'log', text: READY },
  timeoutMs: 60_000,
  env: {},
};

/**
 * Without an address, uses the user's engine if one answers, else an engine of its own that ends when the
 * laboratory closes.
 */
export async function openLaboratory(
  engineAddress: string | undefined,
  signal: AbortSignal,
): Promise<Laboratory> {
  const lease = takeLease();
  const { stateDirectory } = lease;
  const context: DriverContext = {
    owner: lease.owner,
    clock: monotonicClock,
    stateDirectory,
    cacheDirectory: cacheDirectory(),
    environment: processTerminal().environment,
    images: createImageTools(),
    host: createLocalHost(),
    log: () => {},
  };
  let engine: Engine | undefined;
  let session: DriverSession | undefined;
  /** Each step runs even when the one before it failed, so that as little as possible is left. */
  const close = async (): Promise<void> => {
    try {
      await session?.[Symbol.asyncDispose]();
    } finally {
      try {
        await engine?.[Symbol.asyncDispose]();
      } finally {
        lease.release();
      }
    }
  };
  try {
    const image = await prepareImage(
      { kind: 'builtin', name: 'hello' },
      join(stateDirectory, 'image'),
      undefined,
      signal,
    );
    engine = await openEngine(context, engineAddress, signal);
    const options = dockerOptions.parse(OPTIONS);
    session = openSession(context, engine, { name: 'bench', options, image, signal });
    await session.provideImage(signal);
    return { context, engine, image, options, session, [Symbol.asyncDispose]: close };
  } catch (error) {
    await close();
    throw error;
  }
}
