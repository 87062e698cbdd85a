import { messageOf } from '../../model/errors.ts';
import type { Owner, RemovedResource } from '../../model/owner.ts';
import type { Availability, Driver, DriverContext } from '../driver.ts';
import { clientFor } from './client.ts';
import { candidateEndpoints, type Endpoint } from './endpoints.ts';
import { openEngine, type Engine } from './engine.ts';
import { translate } from './errors.ts';
import { fetchImage } from './fetch.ts';
import { notedEngines } from './known-engines.ts';
import { dockerOptions, type DockerOptions } from './options.ts';
import { openSession } from './session.ts';
import { sweepEngine, sweepManagedEngine } from './sweep.ts';
import { versionsOf } from './versions.ts';
import { wallsOf } from './walls.ts';

/** Containers through the Docker Engine API, with any OCI runtime that the engine knows. */
export function createDockerDriver(context: DriverContext): Driver<DockerOptions> {
  /** One engine an address, opened once; variants share it. */
  const engines = new Map<string, Promise<Engine>>();
  const engineFor = (asked: string | undefined, signal: AbortSignal): Promise<Engine> => {
    const key = asked ?? '';
    let opening = engines.get(key);
    if (opening === undefined) {
      opening = openEngine(context, asked, signal);
      engines.set(key, opening);
      opening.catch(() => engines.delete(key));
    }
    return opening;
  };

  const check = async (options: DockerOptions, signal: AbortSignal): Promise<Availability> => {
    let engine: Engine;
    try {
      engine = await engineFor(options.engine, signal);
    } catch (error) {
      signal.throwIfAborted();
      const { message, hint } = translate(error, 'looking for an engine');
      return { usable: false, reason: message, hint: hint ?? 'see isodense doctor' };
    }
    const runtime = options.runtime ?? engine.defaultRuntime;
    if (!Object.hasOwn(engine.runtimes, runtime)) {
      return {
        usable: false,
        reason: `the engine does not know the runtime ${runtime}; it knows ${Object.keys(engine.runtimes).join(', ')}`,
        hint: engine.managed ? `apt-get install ${runtime}, if the distribution has it` : "register it in the engine's daemon.json under runtimes and reload the engine",
      };
    }
    return { usable: true, versions: await versionsOf(engine, runtime), label: labelOf(engine, runtime) };
  };

  return {
    name: 'docker',
    summary: 'containers through the Docker Engine API, with any OCI runtime that the engine knows',
    options: dockerOptions,
    examples: { runc: { runtime: 'runc' }, crun: { runtime: 'crun' }, gvisor: { runtime: 'runsc' } },
    conflicts: ({ network }, { ready }) =>
      network === 'none' && (ready.kind === 'tcp' || ready.kind === 'http') ? `${ready.kind} readiness needs a network: use network: bridge, or ready: { log: TEXT }` : undefined,
    check,
    walls: async (options) => wallsOf(await engineFor(options.engine, new AbortController().signal), options),
    open: async (request) => openSession(context, await engineFor(request.options.engine, request.signal), request),
    fetchImage: async (source, file, signal) => fetchImage((await engineFor(undefined, signal)).docker, context.owner, source, file, signal),
    sweep: async (dead, isAlive) => {
      const removed: RemovedResource[] = [];
      for (const owner of dead) removed.push(...(await sweepManagedEngine(owner, context.clock)));
      const used = dead.flatMap(({ stateDirectory }) => notedEngines(stateDirectory));
      const endpoints = new Map([...used, ...here(context)].map((endpoint) => [JSON.stringify([endpoint.address, endpoint.tls]), endpoint]));
      for (const endpoint of endpoints.values()) {
        const refusal = await sweepEngineAt(endpoint, context.owner, isAlive).then(
          (swept) => void removed.push(...swept),
          (error: unknown) => translate(error, `sweeping the engine at ${endpoint.address}`),
        );
        if (refusal === undefined) continue;
        context.log(refusal.message);
        // An engine whose socket is gone is gone itself; one that may come back still has what the dead run made.
        if (used.includes(endpoint) && !refusal.message.includes('ENOENT')) throw refusal;
      }
      return removed;
    },
    [Symbol.asyncDispose]: async () => {
      const opened = [...engines.values()];
      engines.clear();
      for (const opening of opened) await (await opening.catch(() => undefined))?.[Symbol.asyncDispose]();
    },
  };
}

async function sweepEngineAt(endpoint: Endpoint, self: Owner, isAlive: (ownerId: string) => boolean): Promise<RemovedResource[]> {
  return await sweepEngine(clientFor(endpoint), self, isAlive);
}

/** The engines that a run would look for now. A choice that cannot be followed does not keep the others from being swept. */
function here(context: DriverContext): readonly Endpoint[] {
  try {
    return candidateEndpoints(context.environment);
  } catch (error) {
    context.log(messageOf(error));
    return [];
  }
}

/** gVisor's flags decide what its figures mean, so they are shown with them. */
function labelOf(engine: Engine, runtime: string): string | null {
  const flags = engine.runtimes[runtime]?.runtimeArgs ?? [];
  return flags.length === 0 ? null : flags.map((flag) => flag.replace(/^--/, '').replace('=', ' ')).join(', ');
}
