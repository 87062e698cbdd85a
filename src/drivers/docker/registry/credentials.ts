import { z } from 'zod';
import { own } from '../../../model/own.ts';
import { readDockerConfig } from '../config-file.ts';
import type { Environment } from '../config-directory.ts';
import { askCredentialHelper } from './credential-helper.ts';
import { DOCKER_HUB } from './reference.ts';

/**
 * What an engine takes for a registry (Engine API, "Authentication"). Secret: never part of a message or a
 * file.
 */
export interface RegistryAuth {
  readonly username?: string;
  readonly password?: string;
  readonly identitytoken?: string;
  readonly registrytoken?: string;
  readonly serveraddress: string;
}

/** What the Docker configuration has for one registry. `source` is the file or the helper, for people. */
export type Credentials =
  | { readonly kind: 'found'; readonly auth: RegistryAuth; readonly source: string }
  | { readonly kind: 'none'; readonly source: string }
  | { readonly kind: 'failed'; readonly why: string };

const entrySchema = z.object({
  auth: z.string().optional(),
  username: z.string().optional(),
  password: z.string().optional(),
  identitytoken: z.string().optional(),
  registrytoken: z.string().optional(),
});
const configSchema = z.object({
  auths: z.record(z.string(), entrySchema.nullable()).nullish(),
  credHelpers: z.record(z.string(), z.string()).nullish(),
  credsStore: z.string().nullish(),
});

/** What a username says when the secret is a token (github.com/docker/cli, cli/config/credentials). */
const TOKEN_USER = '<token>';

/** The key of a registry in the configuration and in an engine's headers. */
export function keyOf(registry: string): string {
  return registry === DOCKER_HUB ? 'https://index.docker.io/v1/' : registry;
}

/**
 * Looks as the docker command does: the helper for this registry, else the helper for all, else the file.
 * Missing credentials are a result, since many images need none.
 *
 * @param registry as in a reference: `docker.io`, `registry:5000`
 */
export async function credentialsFor(
  registry: string,
  environment: Environment,
  signal: AbortSignal,
  helperDeadlineMs?: number,
): Promise<Credentials> {
  const { path, data, problem } = readDockerConfig(environment);
  if (problem !== undefined) return { kind: 'failed', why: `${path}: ${problem}` };
  if (data === undefined) return { kind: 'none', source: path };
  const config = configSchema.safeParse(data);
  if (!config.success)
    return {
      kind: 'failed',
      why: `${path}: ${config.error.issues.map((issue) => `${issue.path.join('.') || 'it'} is not as expected`).join(', ')}`,
    };
  const { auths, credHelpers, credsStore } = config.data;
  const key = keyOf(registry);
  const helper = entryFor(registry, credHelpers ?? {}) ?? credsStore ?? '';
  if (helper === '') return inFile(entryFor(registry, auths ?? {}) ?? {}, key, path);
  const answer = await askCredentialHelper(helper, key, environment, signal, helperDeadlineMs);
  const source = `docker-credential-${helper}`;
  if (answer.kind === 'none') return { kind: 'none', source };
  if (answer.kind === 'failed') return answer;
  const { username, secret } = answer;
  return {
    kind: 'found',
    source,
    auth: {
      ...(username === TOKEN_USER ? { identitytoken: secret } : { username, password: secret }),
      serveraddress: key,
    },
  };
}

function inFile(entry: z.infer<typeof entrySchema>, key: string, path: string): Credentials {
  const { auth = '', identitytoken = '', registrytoken = '' } = entry;
  const [username, password] = auth === '' ? [entry.username ?? '', entry.password ?? ''] : decoded(auth);
  if (username === undefined || password === undefined)
    return { kind: 'failed', why: `${path}: auth of ${key} is not USER:PASSWORD in base64` };
  if (username === '' && identitytoken === '' && registrytoken === '') return { kind: 'none', source: path };
  const token = {
    ...(identitytoken === '' ? {} : { identitytoken }),
    ...(registrytoken === '' ? {} : { registrytoken }),
  };
  return {
    kind: 'found',
    source: path,
    auth: { ...(username === '' ? {} : { username, password }), ...token, serveraddress: key },
  };
}

function decoded(auth: string): [string, string] | [] {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(auth)) return [];
  const text = Buffer.from(auth, 'base64').toString().replace(/\0+$/, '');
  const colon = text.indexOf(':');
  return colon < 1 ? [] : [text.slice(0, colon), text.slice(colon + 1)];
}

/** The exact key first, then one with a scheme and a path: `https://registry:5000/v1/`. */
function entryFor<Entry>(
  registry: string,
  entries: Readonly<Record<string, Entry | null>>,
): Entry | undefined {
  const hosts = registry === DOCKER_HUB ? ['index.docker.io', DOCKER_HUB] : [registry];
  const similar = Object.keys(entries).find((key) => hosts.includes(hostOf(key)));
  return (
    own(entries, keyOf(registry)) ?? (similar === undefined ? undefined : own(entries, similar)) ?? undefined
  );
}

function hostOf(key: string): string {
  return key.replace(/^https?:\/\//, '').replace(/\/.*$/, '');
}
