import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { readRegularFileIfAny } from '../../host/files.ts';
import { IsodenseError } from '../../model/errors.ts';
import { dockerConfigDirectory, type Environment } from './config-directory.ts';
import { tlsFiles, type TlsMaterial } from './tls.ts';

/** A context of the docker command, other than its default one. */
export interface DockerContext {
  readonly name: string;
  /** Address of its engine. */
  readonly host: string;
  readonly tls: TlsMaterial | undefined;
}

const metaSchema = z.object({
  Endpoints: z.object({
    docker: z.object({ Host: z.string().min(1), SkipTLSVerify: z.boolean().optional() }),
  }),
});

/**
 * The context that DOCKER_CONTEXT or the configuration file chooses, from Docker's own layout
 * (contexts/meta/SHA256/meta.json, contexts/tls/SHA256/docker/); undefined for the default one.
 *
 * @throws IsodenseError (usage) when the chosen one is not there or cannot be read: another engine is never
 * taken in its place
 */
export function chosenContext(
  environment: Environment,
  configuredName: string | undefined,
): DockerContext | undefined {
  const asked = environment['DOCKER_CONTEXT'] ?? '';
  const name = asked === '' ? configuredName : asked;
  if (name === undefined || name === '' || name === 'default') return undefined;
  const directory = dockerConfigDirectory(environment);
  const chooser = asked === '' ? `currentContext in ${join(directory, 'config.json')}` : 'DOCKER_CONTEXT';
  const refused = (why: string): IsodenseError =>
    new IsodenseError('usage', `context ${JSON.stringify(name)}, which ${chooser} chooses: ${why}`, {
      hint: 'docker context ls shows those that there are; DOCKER_CONTEXT=default chooses none',
    });
  const id = createHash('sha256').update(name).digest('hex');
  const file = join(directory, 'contexts/meta', id, 'meta.json');
  const text = readRegularFileIfAny(file);
  if (text === undefined) throw refused(`context not found: ${file} is not there or cannot be read`);
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    throw refused(`${file} is not JSON`);
  }
  const meta = metaSchema.safeParse(data);
  if (!meta.success) throw refused(`${file} names no docker endpoint`);
  const { Host, SkipTLSVerify } = meta.data.Endpoints.docker;
  const files = tlsFiles(join(directory, 'contexts/tls', id, 'docker'));
  const secured = SkipTLSVerify === true || files.ca !== undefined || files.cert !== undefined;
  return { name, host: Host, tls: secured ? { ...files, verify: SkipTLSVerify !== true } : undefined };
}
