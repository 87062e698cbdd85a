import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { credentialsFor } from '../../../../src/drivers/docker/registry/credentials.ts';
import { headerOf } from '../../../../src/drivers/docker/registry/pull.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'isodense-credentials-'));
});
afterEach(() => rmSync(home, { recursive: true }));

const { signal } = new AbortController();
const encoded = (text: string) => Buffer.from(text).toString('base64');

function lookUp(registry: string, config: unknown, helperDeadlineMs?: number) {
  mkdirSync(join(home, '.docker'), { recursive: true });
  writeFileSync(
    join(home, '.docker/config.json'),
    typeof config === 'string' ? config : JSON.stringify(config),
  );
  return credentialsFor(
    registry,
    { HOME: home, PATH: `${home}:${process.env['PATH']}` },
    signal,
    helperDeadlineMs,
  );
}

function writeHelper(name: string, script: string): void {
  const file = join(home, `docker-credential-${name}`);
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
}

describe('credentials in the configuration file', () => {
  it.each<[what: string, registry: string, key: string, entry: object, auth: object]>([
    [
      'auth',
      'ghcr.io',
      'ghcr.io',
      { auth: encoded('ann:a:b=') },
      { username: 'ann', password: 'a:b=', serveraddress: 'ghcr.io' },
    ],
    [
      'username and password',
      'registry:5000',
      'registry:5000',
      { username: 'ann', password: 'x' },
      { username: 'ann', password: 'x', serveraddress: 'registry:5000' },
    ],
    [
      'an identity token',
      'ghcr.io',
      'ghcr.io',
      { auth: encoded('ann:'), identitytoken: 't' },
      { username: 'ann', password: '', identitytoken: 't', serveraddress: 'ghcr.io' },
    ],
    [
      'a registry token',
      'ghcr.io',
      'ghcr.io',
      { registrytoken: 't' },
      { registrytoken: 't', serveraddress: 'ghcr.io' },
    ],
    [
      'a key with scheme and path',
      'registry:5000',
      'https://registry:5000/v1/',
      { auth: encoded('ann:x') },
      { username: 'ann', password: 'x', serveraddress: 'registry:5000' },
    ],
    [
      "Docker Hub's key",
      'docker.io',
      'https://index.docker.io/v1/',
      { auth: encoded('ann:x') },
      { username: 'ann', password: 'x', serveraddress: 'https://index.docker.io/v1/' },
    ],
    [
      "Docker Hub's short name",
      'docker.io',
      'docker.io',
      { auth: encoded('ann:x') },
      { username: 'ann', password: 'x', serveraddress: 'https://index.docker.io/v1/' },
    ],
  ])('are found: %s', async (_what, registry, key, entry, auth) => {
    expect(
      await lookUp(registry, { auths: { 'other.example': { auth: encoded('eve:y') }, [key]: entry } }),
    ).toEqual({ kind: 'found', auth, source: join(home, '.docker/config.json') });
  });

  it('are those of the exact key before those of a similar one', async () => {
    expect(
      await lookUp('ghcr.io', {
        auths: { 'https://ghcr.io': { auth: encoded('old:x') }, 'ghcr.io': { auth: encoded('new:x') } },
      }),
    ).toMatchObject({ auth: { username: 'new' } });
  });

  it.each<[string, string, unknown]>([
    [
      'there is no entry',
      'ghcr.io',
      {
        auths: {
          'ghcr.io.evil.example': { auth: encoded('a:b') },
          'registry:5000': { auth: encoded('a:b') },
        },
      },
    ],
    ['the port differs', 'registry', { auths: { 'registry:5000': { auth: encoded('a:b') } } }],
    ['the entry is empty', 'ghcr.io', { auths: { 'ghcr.io': {} } }],
    ['the name is one that every object has', 'constructor', { auths: {} }],
  ])('are none where %s', async (_what, registry, config) => {
    expect(await lookUp(registry, config)).toEqual({
      kind: 'none',
      source: join(home, '.docker/config.json'),
    });
  });

  it('are none without a file', async () => {
    expect(await credentialsFor('ghcr.io', { DOCKER_CONFIG: home }, signal)).toEqual({
      kind: 'none',
      source: join(home, 'config.json'),
    });
  });

  it.each<[string, unknown, RegExp]>([
    ['the file is not JSON', '{"auths":{"ghcr.io":{"auth":"c2VjcmV0"}', /config\.json: it is not JSON$/],
    [
      'it is of another shape',
      { auths: { 'ghcr.io': { auth: ['c2VjcmV0'] } } },
      /config\.json: auths\.ghcr\.io\.auth is not as expected$/,
    ],
    [
      'auth is not base64',
      { auths: { 'ghcr.io': { auth: 'c2VjcmV0 !' } } },
      /auth of ghcr\.io is not USER:PASSWORD in base64$/,
    ],
    [
      'auth has no colon',
      { auths: { 'ghcr.io': { auth: 'c2VjcmV0' } } },
      /auth of ghcr\.io is not USER:PASSWORD in base64$/,
    ],
  ])('are not available when %s, and nothing of them is repeated', async (_what, config, why) => {
    const credentials = await lookUp('ghcr.io', config);
    expect(credentials).toEqual({ kind: 'failed', why: expect.stringMatching(why) });
    expect(JSON.stringify(credentials)).not.toContain('c2VjcmV0');
  });
});

describe('a credential helper', () => {
  const answer = (username: string, secret: string) =>
    `echo '${JSON.stringify({ ServerURL: 'x', Username: username, Secret: secret })}'`;

  it('gets the key on its standard input and answers in JSON', async () => {
    writeHelper(
      'vault',
      `[ "$*" = get ] && [ "$(cat)" = https://index.docker.io/v1/ ] && ${answer('ann', 'hush')}`,
    );
    expect(await lookUp('docker.io', { credsStore: 'vault' })).toEqual({
      kind: 'found',
      auth: { username: 'ann', password: 'hush', serveraddress: 'https://index.docker.io/v1/' },
      source: 'docker-credential-vault',
    });
  });

  it('of the registry comes before the one for all, and both before the file', async () => {
    writeHelper('one', answer('one', 'x'));
    writeHelper('all', answer('all', 'x'));
    const config = {
      auths: { 'ghcr.io': { auth: encoded('file:x') }, 'quay.io': { auth: encoded('file:x') } },
      credHelpers: { 'ghcr.io': 'one' },
      credsStore: 'all',
    };
    expect(await lookUp('ghcr.io', config)).toMatchObject({ auth: { username: 'one' } });
    expect(await lookUp('quay.io', config)).toMatchObject({ auth: { username: 'all' } });
  });

  it('may have a token', async () => {
    writeHelper('vault', answer('<token>', 'hush'));
    expect(await lookUp('ghcr.io', { credsStore: 'vault' })).toMatchObject({
      auth: { identitytoken: 'hush', serveraddress: 'ghcr.io' },
    });
  });

  it('may have nothing', async () => {
    writeHelper('vault', 'echo credentials not found in native keychain; exit 1');
    expect(await lookUp('ghcr.io', { credsStore: 'vault' })).toEqual({
      kind: 'none',
      source: 'docker-credential-vault',
    });
  });

  it.each<[what: string, script: string | undefined, why: RegExp]>([
    ['is missing', undefined, /^docker-credential-vault is not on PATH$/],
    [
      'fails',
      'echo the keychain is locked; exit 1',
      /^docker-credential-vault ended with exit 1: the keychain is locked$/,
    ],
    [
      'fails after its answer',
      `${answer('ann', 'hush')}; exit 3`,
      /^docker-credential-vault ended with exit 3$/,
    ],
    [
      'fails after an answer in lines',
      `printf 'Username: ann\\nSecret: hush\\n'; exit 4`,
      /^docker-credential-vault ended with exit 4$/,
    ],
    [
      'answers with something else',
      'echo hush',
      /^docker-credential-vault did not answer with a Username and a Secret in JSON$/,
    ],
    ['hangs', 'echo hush; exec sleep 60', /^docker-credential-vault get did not end within/],
  ])('that %s is named, and its secret is not', async (_what, script, why) => {
    if (script !== undefined) writeHelper('vault', script);
    const credentials = await lookUp(
      'ghcr.io',
      { credsStore: 'vault' },
      script?.includes('sleep') === true ? 300 : undefined,
    );
    expect(credentials).toEqual({ kind: 'failed', why: expect.stringMatching(why) });
    expect(JSON.stringify(credentials)).not.toContain('hush');
  });

  it.each(['../evil', '/tmp/evil', 'a b', ''])('called %j is never run', async (name) => {
    mkdirSync(join(home, 'docker-credential-..'));
    for (const place of ['evil', 'docker-credential-'])
      writeFileSync(join(home, place), `#!/bin/sh\ntouch ${home}/ran\n`, { mode: 0o755 });
    expect(await lookUp('ghcr.io', { credHelpers: { 'ghcr.io': name } })).toMatchObject({
      kind: name === '' ? 'none' : 'failed',
    });
    expect(existsSync(join(home, 'ran'))).toBe(false);
  });
});

it('headers are in the alphabet of base64 that the engine reads', () => {
  const auth = { username: 'alice', password: 'p:ÿ?~>>>~þ', serveraddress: '127.0.0.1:5000' };
  expect(headerOf(auth)).toMatch(/^[\w-]+=*$/);
  expect(JSON.parse(Buffer.from(headerOf(auth), 'base64url').toString())).toEqual(auth);
});
