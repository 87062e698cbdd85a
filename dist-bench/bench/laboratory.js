import { join } from 'node:path';
import { openEngine } from '../src/drivers/docker/engine.js';
import { dockerOptions } from '../src/drivers/docker/options.js';
import { openSession } from '../src/drivers/docker/session.js';
import { monotonicClock } from '../src/host/clock.js';
import { cacheDirectory } from '../src/host/directories.js';
import { takeLease } from '../src/host/lease.js';
import { processTerminal } from '../src/host/process-io.js';
import { prepareImage } from '../src/image/prepare.js';
import { createImageTools } from '../src/image/tools.js';
/** The cheapest container there is to start with a stock runtime: what the harness adds weighs most here. */
const OPTIONS = { runtime: 'runc', network: 'none' };
export const WORKLOAD = { ready: { kind: 'log', text: 'READY' }, timeoutMs: 60_000, env: {} };
/** With no address: the user's engine if one answers, else one of our own that is gone when the laboratory closes. */
export async function openLaboratory(engineAddress, signal) {
    const lease = takeLease();
    const { stateDirectory } = lease;
    const context = {
        owner: lease.owner,
        clock: monotonicClock,
        stateDirectory,
        cacheDirectory: cacheDirectory(),
        environment: processTerminal().environment,
        images: createImageTools(stateDirectory),
        log: () => { },
    };
    let engine;
    let session;
    /** Each step runs even when the one before it failed: what is left must be as little as can be. */
    const close = async () => {
        try {
            await session?.[Symbol.asyncDispose]();
        }
        finally {
            try {
                await engine?.[Symbol.asyncDispose]();
            }
            finally {
                lease.release();
            }
        }
    };
    try {
        const nothingToFetch = () => Promise.reject(new Error('the builtin image is built, not fetched'));
        const image = await prepareImage({ kind: 'builtin', name: 'hello' }, join(stateDirectory, 'image'), nothingToFetch, signal);
        engine = await openEngine(context, engineAddress, signal);
        const options = dockerOptions.parse(OPTIONS);
        session = openSession(context, engine, { name: 'bench', options, image, signal });
        await session.provideImage(signal);
        return { context, engine, image, options, session, [Symbol.asyncDispose]: close };
    }
    catch (error) {
        await close();
        throw error;
    }
}
//# sourceMappingURL=laboratory.js.map