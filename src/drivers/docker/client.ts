import Dockerode from 'dockerode';
import { Agent } from 'node:http';
import { Agent as TlsAgent } from 'node:https';
import type { Clock } from '../../host/clock.ts';
import { readBytesIfAny } from '../../host/files.ts';
import { processStream } from '../../host/process-stream.ts';
import { IsodenseError, messageOf } from '../../model/errors.ts';
import { parseAddress, type EngineAddress } from './address.ts';
import { withCallDeadlines } from './call-deadlines.ts';
import type { Endpoint } from './endpoints.ts';
import type { TlsMaterial } from './tls.ts';

/**
 * A client of the engine at an endpoint. Each of its calls has a deadline on the clock.
 *
 * @throws IsodenseError (usage) for an address or a certificate that cannot be used
 */
export function clientFor({ address, tls }: Pick<Endpoint, 'address' | 'tls'>, clock: Clock): Dockerode {
  const options = optionsFor(parseAddress(address), tls);
  try {
    // The library falls back on DOCKER_HOST and its relatives for each option that is absent.
    return withCallDeadlines(new Dockerode({ ...NOTHING_FROM_THE_ENVIRONMENT, ...options }), address, clock);
  } catch (error) {
    throw new IsodenseError('usage', `the engine at ${address} cannot be addressed: ${messageOf(error)}`, {
      hint: 'check DOCKER_HOST and DOCKER_CERT_PATH',
      cause: error,
    });
  }
}

/** Whether what is said to an engine, images and commands included, can be read and changed on the way. */
export function isUnprotected({ address, tls }: Pick<Endpoint, 'address' | 'tls'>): boolean {
  const target = parseAddress(address);
  return target.kind === 'tcp' && (!usesTls(target, tls) || tls?.verify === false);
}

const NOTHING_FROM_THE_ENVIRONMENT = {
  socketPath: undefined,
  host: undefined,
  port: undefined,
  username: undefined,
  ca: undefined,
  cert: undefined,
  key: undefined,
  timeout: undefined,
  pathPrefix: '/',
  protocol: 'http',
} as const;

function optionsFor(target: EngineAddress, tls: TlsMaterial | undefined): Record<string, unknown> {
  switch (target.kind) {
    case 'socket':
      return { socketPath: target.path };
    case 'tcp': {
      const host = target.host.includes(':') ? `[${target.host}]` : target.host;
      if (!usesTls(target, tls)) return { host, port: target.port };
      return {
        host,
        port: target.port,
        protocol: 'https',
        agent: new TlsAgent({
          rejectUnauthorized: tls?.verify !== false,
          ca: pem(tls?.ca),
          cert: pem(tls?.cert),
          key: pem(tls?.key),
        }),
      };
    }
    case 'ssh':
      return { host: 'engine', port: 80, agent: sshAgent(target) };
  }
}

function usesTls(target: EngineAddress & { readonly kind: 'tcp' }, tls: TlsMaterial | undefined): boolean {
  return target.encrypted || tls !== undefined;
}

function pem(path: string | undefined): Buffer | undefined {
  if (path === undefined) return undefined;
  const bytes = readBytesIfAny(path);
  if (bytes === undefined)
    throw new IsodenseError('usage', `the certificate file ${path} cannot be read`, {
      hint: 'check that this user may read it',
    });
  return bytes;
}

/**
 * As the docker command does it: the user's own ssh, with its keys, known hosts and settings, runs `docker
 * system dial-stdio` there.
 */
function sshAgent({ destination, port, socket }: EngineAddress & { readonly kind: 'ssh' }): Agent {
  const there = [
    'docker',
    ...(socket === undefined ? [] : ['--host', `unix://${socket}`]),
    'system',
    'dial-stdio',
  ];
  const args = [
    '-o',
    'BatchMode=yes',
    '-o',
    'ConnectTimeout=30',
    '-T',
    ...(port === undefined ? [] : ['-p', String(port)]),
    '--',
    destination,
    ...there,
  ];
  const agent = new Agent();
  agent.createConnection = () => processStream('ssh', args);
  return agent;
}
