import { join } from 'node:path';
import { fileExists, readRegularFileIfAny } from '../../host/files.ts';
import { dockerConfigDirectory, type Environment } from './config-directory.ts';

/** The configuration file of the docker command. */
export interface DockerConfigFile {
  readonly path: string;
  /** What it holds, not validated; undefined when there is no file, or a broken one. */
  readonly data: unknown;
  /** Why it cannot be used. The docker command warns about that and goes on without it. */
  readonly problem?: string;
}

export function readDockerConfig(environment: Environment): DockerConfigFile {
  const path = join(dockerConfigDirectory(environment), 'config.json');
  if (!fileExists(path)) return { path, data: undefined };
  const text = readRegularFileIfAny(path);
  if (text === undefined) return { path, data: undefined, problem: 'it cannot be read' };
  try {
    return { path, data: JSON.parse(text) };
  } catch {
    return { path, data: undefined, problem: 'it is not JSON' }; // the parser's own words would quote secrets
  }
}
