import { together } from '../../model/errors.ts';
import type { Availability, Driver, DriverContext, Technology } from '../driver.ts';
import { openEngine, type Engine } from './engine.ts';
import { translate } from './errors.ts';
import { createImageEngine } from './image-engine.ts';
import { dockerOptions, type DockerOptions } from './options.ts';
import { openSession } from './session.ts';
import { sweepEngines } from './sweep-engines.ts';
import { versionsOf } from './versions.ts';
import { wallsOf } from './walls.ts';

/** Containers through the Docker Engine API, with any OCI runtime that the engine knows. */
export const dockerTechnology: Technology<DockerOptions> = {
  name: 'docker',
  summary: 'containers through the Docker Engine API, with any OCI runtime that the engine knows',
  options: dockerOptions,
  examples: { runc: { runtime: 'runc' }, crun: { runtime: 'crun' }, gvisor: { runtime: 'runsc' } },
  conflicts: ({ network }, { ready }) =>
    network === 'none' && (ready.kind === 'tcp' || ready.kind === 'http')
      ? `${ready.kind} readiness needs a network: use network: bridge, or ready: { log: TEXT }`
      : undefined,
  sharesPorts: ({ network }) => network === 'host',
  open: openDriver,
};

function openDriver(context: DriverContext): Driver<DockerOptions> {
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
        hint: engine.managed
          ? `apt-get install ${runtime}, if the distribution has it`
          : "register it in the engine's daemon.json under runtimes and reload the engine",
      };
    }
    return { usable: true, versions: await versionsOf(engine, runtime), label: labelOf(engine, runtime) };
  };

  return {
    technology: dockerTechnology,
    check,
    walls: async (options) => wallsOf(await engineFor(options.engine, new AbortController().signal), options),
    open: async (request) =>
      openSession(context, await engineFor(request.options.engine, request.signal), request),
    imageEngine: createImageEngine(context, (signal) => engineFor(undefined, signal)),
    sweep: (dead, isAlive) => sweepEngines(context, dead, isAlive),
    [Symbol.asyncDispose]: async () => {
      const opened = [...engines.values()];
      engines.clear();
      const ends = await Promise.allSettled(
        opened.map(async (opening) => (await opening.catch(() => undefined))?.[Symbol.asyncDispose]()),
      );
      const failures = ends.filter((end) => end.status === 'rejected').map((end): unknown => end.reason);
      if (failures.length > 0) throw together(failures);
    },
  };
}

/** gVisor's flags decide what its figures mean, so they are shown with them. */
function labelOf(engine: Engine, runtime: string): string | null {
  const flags = engine.runtimes[runtime]?.runtimeArgs ?? [];
  return flags.length === 0
    ? null
    : flags.map((flag) => flag.replace(/^--/, '').replace('=', ' ')).join(', ');
}
