import { IsodenseError, type ErrorKind } from '../../../model/errors.ts';
import type { Credentials } from './credentials.ts';
import { loginCommand } from './reference.ts';

/** Where an image was to come from, as far as it is known. */
export interface PullAttempt {
  /** `docker.io`, `registry:5000` */
  readonly registry: string;
  readonly credentials: Credentials;
  /** Of isodense's own engine, whose network ends at its loopback. */
  readonly isolated: boolean;
}

interface Meaning {
  readonly kind: ErrorKind;
  readonly meaning: string;
  readonly hint: string;
}

const BY_ARCHIVE = 'image: { archive: FILE } needs no registry';

/** What engines say when a pull fails. The first pattern that matches wins. */
const MEANINGS: readonly { readonly pattern: RegExp; readonly meaning: (attempt: PullAttempt) => Meaning }[] =
  [
    {
      pattern: /server gave HTTP response to HTTPS client/i,
      meaning: ({ registry }) => ({
        kind: 'unavailable',
        meaning: `the registry ${registry} speaks plain HTTP, and the engine expects HTTPS`,
        hint: `serve it over TLS, or list ${registry} under insecure-registries in the engine's daemon.json`,
      }),
    },
    {
      pattern: /x509|certificate|tls: (?!handshake timeout)/i,
      meaning: ({ registry }) => ({
        kind: 'unavailable',
        meaning: `the engine does not trust the certificate of the registry ${registry}`,
        hint: `put the certificate of its authority into /etc/docker/certs.d/${registry}/ca.crt on the engine's host, and check that it is valid for this name and today`,
      }),
    },
    {
      pattern:
        /no matching manifest|does not match the specified platform|no match for platform|cannot be used on this platform|does not provide the specified platform/i,
      meaning: () => ({
        kind: 'unavailable',
        meaning: "the image is for other platforms than the engine's",
        hint: 'use an image for this architecture and Linux, or an engine on a host that the image is for',
      }),
    },
    {
      pattern: /toomanyrequests|too many requests|rate limit/i,
      meaning: ({ registry }) => ({
        kind: 'unavailable',
        meaning: `the registry ${registry} allows no further pulls for now`,
        hint: `wait, or log in, which raises the limit: ${loginCommand(registry)}`,
      }),
    },
    {
      pattern:
        /manifest unknown|name unknown|manifest for .* not found|not found: manifest|repository name not known|(?:resolve (?:source metadata|reference)|load metadata for) .*: not found$|(?:MANIFEST|NAME)_UNKNOWN/i,
      meaning: ({ registry }) => ({
        kind: 'usage',
        meaning: `the registry ${registry} has no such image`,
        hint: 'check its name and its tag',
      }),
    },
    {
      pattern:
        /no basic auth credentials|unauthorized|authentication required|incorrect username or password|pull access denied|access to the resource is denied|: denied|\b40[13]\b|forbidden|repository does not exist|failed to authorize|insufficient_scope/i,
      meaning: denied,
    },
    {
      pattern:
        /lookup .*(?:no such host|server misbehaving|timeout)|dial tcp|TLS handshake timeout|proxyconnect|Client\.Timeout|i\/o timeout|context deadline exceeded|unexpected EOF|: EOF$|connection reset|failed to do request|\b50[234]\b/i,
      meaning: ({ registry, isolated }) => ({
        kind: 'unavailable',
        meaning: `the registry ${registry} cannot be reached`,
        hint: isolated
          ? `isodense's own engine has no network: set DOCKER_HOST to an engine that has one; ${BY_ARCHIVE}`
          : `check its name and the network of the engine; ${BY_ARCHIVE}`,
      }),
    },
  ];

/** What a failed pull means and how to fix it; undefined for words that nobody knows. */
export function pullFailure(
  said: string,
  attempt: PullAttempt,
  doing: string,
  cause: unknown,
): IsodenseError | undefined {
  const known = MEANINGS.find(({ pattern }) => pattern.test(said))?.meaning(attempt);
  return known === undefined
    ? undefined
    : new IsodenseError(known.kind, `${doing}: ${known.meaning} (${said})`, { hint: known.hint, cause });
}

function denied({ registry, credentials }: PullAttempt): Meaning {
  const login = loginCommand(registry);
  switch (credentials.kind) {
    case 'found':
      return {
        kind: 'unavailable',
        meaning: `the registry ${registry} does not accept the credentials from ${credentials.source} for this image`,
        hint: `check the image's name, and log in again as a user who may pull it: ${login}`,
      };
    case 'none':
      return {
        kind: 'unavailable',
        meaning: `the registry ${registry} wants credentials for this image, and ${credentials.source} has none`,
        hint: `check the image's name, and log in: ${login}`,
      };
    case 'failed':
      return {
        kind: 'unavailable',
        meaning: `the registry ${registry} wants credentials for this image, and none are available: ${credentials.why}`,
        hint: `repair that, or log in again: ${login}`,
      };
  }
}
