import type Dockerode from 'dockerode';
import type { Duplex } from 'node:stream';
import type { NetworkOf } from '../../host/listeners.ts';
import { dial } from '../../host/network.ts';
import { listProcesses, readNamespace } from '../../host/procfs.ts';
import { NoAnswerError, unlessAborted } from '../deadline.ts';
import { LOCAL_NODE, type Scope } from '../../model/host-access.ts';
import type { DriverContext, DriverWarning } from '../driver.ts';
import { isLocal } from './address.ts';
import { clientFor, isUnprotected } from './client.ts';
import { readDockerConfig } from './config-file.ts';
import { candidateEndpoints, FOUND_BY_DEFAULT, endpointAt, type Endpoint } from './endpoints.ts';
import { translate } from './errors.ts';
import { EngineImages } from './images.ts';
import { noteEngine } from './known-engines.ts';
import { managedEngineObstacle, startManagedEngine, type ManagedEngine } from './managed-engine.ts';
import { openRelay } from './relay.ts';
import { IsodenseError } from '../../model/errors.ts';

/** An engine that answers, ours or the user's. */
export interface Engine extends AsyncDisposable {
  readonly docker: Dockerode;
  readonly endpoint: Endpoint;
  readonly managed: boolean;
  readonly runtimes: Readonly<
    Record<
      string,
      { readonly path?: string | undefined; readonly runtimeArgs?: readonly string[] | undefined }
    >
  >;
  readonly defaultRuntime: string;
  readonly version: string;
  readonly images: EngineImages;
  /** Parent of our containers' cgroups as the engine wants it written, and as the kernel names it. */
  readonly cgroup: { readonly parent: string; pathOf(containerId: string): string };
  /** dockerd and containerd; empty for an engine on another machine. */
  daemons(): Scope;
  /** In whose network namespace `dial` connects. */
  readonly network: NetworkOf;
  /** Connects to a container's address from where it can be reached. */
  dial(address: string, port: number, signal: AbortSignal): Promise<Duplex>;
}

/** Finds an engine that answers, or starts one of our own. Throws an unavailable error with how to fix it. */
export async function openEngine(
  context: DriverContext,
  asked: string | undefined,
  signal: AbortSignal,
): Promise<Engine> {
  const { path, problem } = readDockerConfig(context.environment);
  if (problem !== undefined)
    context.warn?.({
      code: 'docker-configuration',
      message: `${path} is not used: ${problem}`,
      advice: 'repair it: contexts and credentials in it are not seen',
    });
  const candidates =
    asked === undefined
      ? candidateEndpoints(context.environment)
      : [endpointAt(asked, 'the variant', context.environment)];
  const refusals: IsodenseError[] = [];
  for (const endpoint of candidates) {
    try {
      return await unlessAborted(connectEngine(context, endpoint, undefined), signal);
    } catch (error) {
      signal.throwIfAborted();
      refusals.push(refusalOf(endpoint, error));
    }
  }
  const explicit = candidates.some((endpoint) => endpoint.source !== FOUND_BY_DEFAULT);
  if (explicit && refusals[0] !== undefined) throw refusals[0];
  const obstacle = managedEngineObstacle();
  if (obstacle !== undefined)
    throw new IsodenseError('unavailable', obstacle.reason, { hint: obstacle.hint, cause: refusals[0] });
  signal.throwIfAborted();
  const managed = await startManagedEngine(context, signal);
  try {
    return await unlessAborted(
      connectEngine(context, { address: managed.address, source: 'started by isodense' }, managed),
      signal,
    );
  } catch (error) {
    await managed[Symbol.asyncDispose]();
    signal.throwIfAborted();
    throw translate(error, "isodense's own engine");
  }
}

async function connectEngine(
  context: DriverContext,
  endpoint: Endpoint,
  managed: ManagedEngine | undefined,
): Promise<Engine> {
  const docker = clientFor(endpoint, context.clock);
  const info = (await docker.info()) as {
    Runtimes?: Record<string, { path?: string; runtimeArgs?: string[] }>;
    DefaultRuntime?: string;
    CgroupDriver?: string;
    ServerVersion?: string;
  };
  // Noted before anything is made in it. What isodense's own engine holds goes with that engine.
  if (managed === undefined) noteEngine(context.stateDirectory, endpoint);
  if (isUnprotected(endpoint)) context.warn?.(unprotected(endpoint));
  const images = new EngineImages(docker, context.owner, context.clock);
  const relay =
    managed === undefined ? undefined : openRelay(managed.pid, context.stateDirectory, context.clock);
  return {
    docker,
    endpoint,
    managed: managed !== undefined,
    runtimes: info.Runtimes ?? {},
    defaultRuntime: info.DefaultRuntime ?? 'runc',
    version: info.ServerVersion ?? 'unknown',
    images,
    cgroup: cgroupNaming(context.owner.id, info.CgroupDriver ?? 'cgroupfs', managed),
    daemons: () => ({
      role: 'shared',
      node: LOCAL_NODE,
      cgroup: null,
      pids: isLocal(endpoint.address) ? daemonPids(managed) : [],
    }),
    network: managed?.pid ?? 'self',
    dial: (address, port, abort) =>
      relay === undefined ? dial({ host: address, port }, abort) : relay.dial(address, port, abort),
    [Symbol.asyncDispose]: async () => {
      try {
        await relay?.[Symbol.asyncDispose]();
        // what an engine of our own holds goes with it
        if (managed === undefined) await images[Symbol.asyncDispose]();
      } catch (error) {
        if (managed === undefined || !(error instanceof NoAnswerError)) throw error;
        context.log(error.message);
      } finally {
        await managed?.[Symbol.asyncDispose]();
      }
    },
  };
}

function refusalOf({ address, source }: Endpoint, error: unknown): IsodenseError {
  if (error instanceof IsodenseError)
    return new IsodenseError(error.kind, `${source}: ${error.message}`, {
      ...(error.hint === undefined ? {} : { hint: error.hint }),
      cause: error,
    });
  return translate(error, `engine at ${address} (from ${source})`);
}

function unprotected({ address, tls }: Endpoint): DriverWarning {
  return {
    code: 'engine-unprotected',
    message: `the connection to the engine at ${address} ${tls === undefined ? 'does not use TLS' : 'does not check its certificate'}: anyone on the network path can read and change images and commands, and gets root on its host`,
    advice: 'use a UNIX socket, ssh://, or TLS with DOCKER_TLS_VERIFY=1 and DOCKER_CERT_PATH',
  };
}

/**
 * The cgroupfs driver takes a path, the systemd driver a slice whose dashes are levels (systemd.slice(5)).
 */
function cgroupNaming(ownerId: string, driver: string, managed: ManagedEngine | undefined): Engine['cgroup'] {
  if (driver === 'systemd') {
    const slice = `isodense-${ownerId}.slice`;
    return { parent: slice, pathOf: (id) => `/isodense.slice/${slice}/docker-${checkedId(id)}.scope` };
  }
  const parent = managed?.cgroupParent ?? `/isodense/${ownerId}/containers`;
  return { parent, pathOf: (id) => `${parent}/${checkedId(id)}` };
}

/**
 * The engine chooses it, and processes in the cgroup that it names are killed: it must not lead out of ours.
 */
function checkedId(id: string): string {
  if (/^[0-9a-f]{12,64}$/.test(id)) return id;
  throw new IsodenseError(
    'unavailable',
    `the engine gave a container the id ${JSON.stringify(id.slice(0, 100))}, expected 64 hexadecimal digits`,
    { hint: 'use an engine that speaks the Docker API' },
  );
}

/**
 * The daemons of the managed engine share its mount namespace; those of a system engine are found by name.
 */
function daemonPids(managed: ManagedEngine | undefined): readonly number[] {
  const home = managed === undefined ? readNamespace(1, 'mnt') : readNamespace(managed.pid, 'mnt');
  return listProcesses()
    .filter(({ command }) => command === 'dockerd' || command === 'containerd' || command === 'podman')
    .map(({ pid }) => pid)
    .filter((pid) => readNamespace(pid, 'mnt') === home);
}
