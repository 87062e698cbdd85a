import { z } from 'zod';
import { fileExists } from '../../host/files.ts';
import { DEFAULT_SOCKET, parseAddress } from './address.ts';
import type { Environment } from './config-directory.ts';
import { readDockerConfig } from './config-file.ts';
import { chosenContext } from './contexts.ts';
import { tlsOfEnvironment, type TlsMaterial } from './tls.ts';

export interface Endpoint {
  /** `unix:///var/run/docker.sock`, `tcp://host:2376`, … */
  readonly address: string;
  /** Where it was found, for people. */
  readonly source: string;
  readonly tls?: TlsMaterial | undefined;
}

/** The source of an endpoint that nobody chose. */
export const FOUND_BY_DEFAULT = 'default socket';

/**
 * Where an engine may answer, most explicit first, as the docker command chooses: DOCKER_HOST, the current
 * Docker context, then the default sockets of Docker, rootless Docker and Podman. An explicit choice excludes
 * everything after it.
 *
 * @throws IsodenseError (usage) when a choice was made that cannot be followed
 */
export function candidateEndpoints(environment: Environment): readonly Endpoint[] {
  const host = environment['DOCKER_HOST'] ?? '';
  if (host !== '') return [endpointAt(host, 'DOCKER_HOST', environment)];
  const context = chosenContext(environment, configuredContext(environment));
  if (context !== undefined)
    return [
      {
        address: context.host,
        source: `Docker context ${context.name}`,
        ...(context.tls === undefined ? {} : { tls: context.tls }),
      },
    ];
  const runtimeDirectory = environment['XDG_RUNTIME_DIR'];
  const sockets = [
    DEFAULT_SOCKET,
    ...(runtimeDirectory === undefined ? [] : [`${runtimeDirectory}/docker.sock`]),
    '/run/podman/podman.sock',
    ...(runtimeDirectory === undefined ? [] : [`${runtimeDirectory}/podman/podman.sock`]),
  ];
  return sockets.filter(fileExists).map((path) => ({ address: `unix://${path}`, source: FOUND_BY_DEFAULT }));
}

/** An address that somebody wrote, with the certificates that the environment names. */
export function endpointAt(address: string, source: string, environment: Environment): Endpoint {
  const tls = parseAddress(address).kind === 'tcp' ? tlsOfEnvironment(environment) : undefined;
  return { address: address.trim(), source, ...(tls === undefined ? {} : { tls }) };
}

function configuredContext(environment: Environment): string | undefined {
  return z.object({ currentContext: z.string().optional() }).safeParse(readDockerConfig(environment).data)
    .data?.currentContext;
}
