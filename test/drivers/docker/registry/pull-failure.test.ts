import { expect, it } from 'vitest';
import type { Credentials } from '../../../../src/drivers/docker/registry/credentials.ts';
import { pullFailure } from '../../../../src/drivers/docker/registry/pull-failure.ts';

const FOUND: Credentials = {
  kind: 'found',
  auth: { username: 'ann', password: 'hush', serveraddress: 'ghcr.io' },
  source: 'config.json',
};
const NONE: Credentials = { kind: 'none', source: 'config.json' };
const FAILED: Credentials = { kind: 'failed', why: 'the keychain is locked' };
const failure = (said: string, credentials: Credentials = NONE, isolated = false, registry = 'ghcr.io') =>
  pullFailure(said, { registry, credentials, isolated }, 'pulling the image x', new Error(said));

/** As dockerd 20.10, BuildKit and containerd word them. */
it.each<[said: string, credentials: Credentials, kind: string, meaning: string, hint: string]>([
  [
    'Head "https://ghcr.io/v2/x/manifests/1": no basic auth credentials',
    NONE,
    'unavailable',
    'wants credentials for this image, and config.json has none',
    'docker login ghcr.io',
  ],
  [
    'Head "https://ghcr.io/v2/x/manifests/1": unauthorized: authentication required',
    FOUND,
    'unavailable',
    'does not accept the credentials from config.json',
    'docker login ghcr.io',
  ],
  [
    'Get "https://registry-1.docker.io/v2/": unauthorized: incorrect username or password',
    FOUND,
    'unavailable',
    'does not accept the credentials',
    'docker login ghcr.io',
  ],
  [
    "pull access denied for x, repository does not exist or may require 'docker login': denied: requested access to the resource is denied",
    FAILED,
    'unavailable',
    'none are available: the keychain is locked',
    'docker login ghcr.io',
  ],
  [
    'error parsing HTTP 403 response body: unexpected end of JSON input: ""',
    FOUND,
    'unavailable',
    'does not accept the credentials',
    "image's name",
  ],
  [
    'pulling from host ghcr.io failed with status code [manifests 1.0]: 401 Unauthorized',
    NONE,
    'unavailable',
    'wants credentials',
    'docker login',
  ],
  [
    'manifest for ghcr.io/x:2 not found: manifest unknown: manifest unknown',
    NONE,
    'usage',
    'the registry ghcr.io has no such image',
    'tag',
  ],
  [
    'name unknown: repository name not known to registry',
    NONE,
    'usage',
    'the registry ghcr.io has no such image',
    'name',
  ],
  [
    'failed to resolve source metadata for ghcr.io/x:2: ghcr.io/x:2: not found',
    NONE,
    'usage',
    'the registry ghcr.io has no such image',
    'tag',
  ],
  [
    'no matching manifest for linux/amd64 in the manifest list entries',
    NONE,
    'unavailable',
    'other platforms',
    'architecture',
  ],
  [
    'image with reference x was found but does not match the specified platform: wanted linux/amd64, actual: linux/arm64',
    NONE,
    'unavailable',
    'other platforms',
    'architecture',
  ],
  [
    'Get "https://ghcr.io/v2/": http: server gave HTTP response to HTTPS client',
    NONE,
    'unavailable',
    'speaks plain HTTP',
    'insecure-registries',
  ],
  [
    'Get "https://ghcr.io/v2/": x509: certificate signed by unknown authority',
    NONE,
    'unavailable',
    'does not trust the certificate of the registry ghcr.io',
    '/etc/docker/certs.d/ghcr.io',
  ],
  [
    'Get "https://ghcr.io/v2/": dial tcp: lookup ghcr.io: no such host',
    NONE,
    'unavailable',
    'the registry ghcr.io cannot be reached',
    'archive',
  ],
  [
    'Get "http://ghcr.io/v2/": dial tcp 127.0.0.1:1: connect: connection refused',
    NONE,
    'unavailable',
    'cannot be reached',
    'network',
  ],
  [
    'Get "https://ghcr.io/v2/": net/http: TLS handshake timeout',
    NONE,
    'unavailable',
    'cannot be reached',
    'network',
  ],
  [
    'received unexpected HTTP status: 503 Service Unavailable',
    NONE,
    'unavailable',
    'cannot be reached',
    'network',
  ],
  [
    'toomanyrequests: You have reached your pull rate limit',
    NONE,
    'unavailable',
    'allows no further pulls',
    'docker login',
  ],
])('a failed pull is put into words with a fix: %s', (said, credentials, kind, meaning, hint) => {
  expect(failure(said, credentials)).toMatchObject({
    kind,
    message: expect.stringContaining(meaning),
    hint: expect.stringContaining(hint),
  });
  expect(failure(said, credentials)!.message).not.toContain('hush');
});

it("is explained by the missing network of isodense's own engine", () => {
  expect(failure('dial tcp: lookup ghcr.io: no such host', NONE, true)!.hint).toContain('DOCKER_HOST');
});

it('is left alone where nobody knows what it means', () => {
  expect(failure('the flux capacitor is empty')).toBeUndefined();
});
