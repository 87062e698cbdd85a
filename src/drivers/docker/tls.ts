import { join, resolve } from 'node:path';
import { fileExists } from '../../host/files.ts';
import { IsodenseError } from '../../model/errors.ts';
import { dockerConfigDirectory, type Environment } from './config-directory.ts';

/** How a connection is secured. Files in PEM format, by path, so that they can be noted and read again. */
export interface TlsMaterial {
  /** False accepts any certificate, as the docker command does without `--tlsverify`. */
  readonly verify: boolean;
  /** Trusted instead of the system's certificate authorities. */
  readonly ca?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
}

/**
 * What DOCKER_TLS_VERIFY, DOCKER_TLS and DOCKER_CERT_PATH ask for; undefined when none of them is set
 * (docs.docker.com/engine/security/protect-access).
 */
export function tlsOfEnvironment(environment: Environment): TlsMaterial | undefined {
  const isSet = (name: string): boolean => (environment[name] ?? '') !== '';
  const verify = isSet('DOCKER_TLS_VERIFY');
  if (!verify && !isSet('DOCKER_TLS') && !isSet('DOCKER_CERT_PATH')) return undefined;
  const directory = isSet('DOCKER_CERT_PATH')
    ? environment['DOCKER_CERT_PATH']!
    : dockerConfigDirectory(environment);
  const found = tlsFiles(directory);
  if (verify && found.ca === undefined) {
    throw new IsodenseError(
      'usage',
      `DOCKER_TLS_VERIFY is set, but ${join(directory, 'ca.pem')} is not there`,
      { hint: 'set DOCKER_CERT_PATH to the directory with ca.pem, cert.pem and key.pem' },
    );
  }
  return { verify: verify || !isSet('DOCKER_TLS'), ...found };
}

/**
 * The files of a directory that are there. A certificate without its key, or the other way round, is refused.
 */
export function tlsFiles(directory: string): Omit<TlsMaterial, 'verify'> {
  const [ca, cert, key] = ['ca.pem', 'cert.pem', 'key.pem']
    .map((name) => resolve(directory, name))
    .map((path) => (fileExists(path) ? path : undefined));
  if ((cert === undefined) !== (key === undefined)) {
    throw new IsodenseError(
      'usage',
      `${directory} has ${cert === undefined ? 'key.pem but no cert.pem' : 'cert.pem but no key.pem'}`,
      { hint: 'a client certificate needs both files' },
    );
  }
  return { ca, cert, key };
}
