import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { dockerTechnology } from '../../../../src/drivers/docker/driver.ts';
import { followProgress } from '../../../../src/drivers/docker/follow-progress.ts';
import { headerOf } from '../../../../src/drivers/docker/registry/pull.ts';
import type { DriverWarning } from '../../../../src/drivers/driver.ts';
import type { PreparedImage } from '../../../../src/image/image.ts';
import { prepareImage } from '../../../../src/image/prepare.ts';
import type { BuildSource, ImageSource } from '../../../../src/model/scenario.ts';
import { issueCertificate, makeAuthority } from '../../../support/certificates.ts';
import { createTestContext, type TestContext } from '../../../support/driver-context.ts';
import { REGISTRY_USER, startRegistry, type TestRegistry } from '../../../support/registry.ts';
import { has, needs } from '../../../support/requirements.ts';
import { startUserEngine, type UserEngine } from '../../../support/user-engine.ts';

const NEEDS = ['root', 'busybox', 'dockerd', 'docker-registry', 'openssl'] as const;
const { signal } = new AbortController();
/** On loopback an engine takes plain HTTP. */
const REGISTRY = '127.0.0.1:5000';
const APP = `${REGISTRY}/team/app`;
/** The same registries at the engine's bridge, where it wants HTTPS. */
const STRICT = '172.30.0.1:5000';
const STRICT_TLS = '172.30.0.1:5001';
const encoded = (username: string, password: string) =>
  Buffer.from(`${username}:${password}`).toString('base64');
const RIGHT = encoded(REGISTRY_USER.username, REGISTRY_USER.password);

describe('images of a private registry', () => {
  let engine: UserEngine;
  let registries: TestRegistry[] = [];
  let context: TestContext;
  let hello: PreparedImage;
  let pushed: { readonly Digest: string; readonly Size: number };
  beforeAll(async () => {
    if (!has(...NEEDS)) return;
    engine = await startUserEngine();
    context = createTestContext();
    hello = await context.hello();
    const place = join(context.stateDirectory, 'registry');
    mkdirSync(place);
    makeAuthority(place);
    issueCertificate(place, 'server', 'IP:172.30.0.1');
    registries = [
      await startRegistry(engine.pid, place, 5000),
      await startRegistry(engine.pid, place, 5001, {
        certificate: join(place, 'server.pem'),
        key: join(place, 'server-key.pem'),
      }),
    ];
    pushed = await push(`${APP}:1.0`);
  });
  beforeEach((test) => needs(test, ...NEEDS));
  afterAll(async () => {
    if (!has(...NEEDS)) return;
    const left = await images();
    for (const registry of registries) await registry[Symbol.asyncDispose]();
    await engine[Symbol.asyncDispose]();
    await context[Symbol.asyncDispose]();
    expect(left).toEqual([]);
  });

  const images = async () =>
    (await engine.docker.listImages({ all: true })).map(({ Id, RepoTags }) => RepoTags?.join() ?? Id);

  /** From an archive into the registry; the engine keeps nothing. */
  async function push(name: string): Promise<typeof pushed> {
    await engine.load(hello.archive, hello.digest, name);
    const image = engine.docker.getImage(name);
    const authconfig = { base64: headerOf({ ...REGISTRY_USER, serveraddress: REGISTRY }) } as never;
    let aux: unknown;
    await followProgress(
      engine.docker,
      (await image.push({ authconfig })) as never,
      signal,
      (event) => (aux = (event as { aux?: unknown }).aux ?? aux),
    );
    await image.remove();
    expect(await images()).toEqual([]);
    return aux as typeof pushed;
  }

  let prepared = 0;
  /** By a driver of its own, whose user has this configuration. */
  async function prepare(
    source: ImageSource | string,
    config: object | string | undefined,
    warnings: DriverWarning[] = [],
  ): Promise<PreparedImage> {
    prepared += 1;
    const home = join(context.stateDirectory, `home-${prepared}`);
    mkdirSync(home);
    if (config !== undefined)
      writeFileSync(join(home, 'config.json'), typeof config === 'string' ? config : JSON.stringify(config));
    const environment = {
      DOCKER_HOST: engine.address,
      DOCKER_CONFIG: home,
      PATH: `${helpers()}${delimiter}${process.env['PATH']}`,
    };
    await using driver = dockerTechnology.open({
      ...context,
      environment,
      warn: (warning) => warnings.push(warning),
    });
    return await prepareImage(
      typeof source === 'string' ? { kind: 'ref', ref: source } : source,
      join(home, 'prepared'),
      driver.imageEngine,
      signal,
    );
  }

  /**
   * A directory with docker-credential-vault, which has the credentials of the registry and writes down what
   * it was asked.
   */
  function helpers(): string {
    const directory = join(context.stateDirectory, 'helpers');
    mkdirSync(directory, { recursive: true });
    const file = join(directory, 'docker-credential-vault');
    writeFileSync(
      file,
      `#!/bin/sh\nkey=$(cat)\necho "$1 $key" >>${directory}/asked\n[ "$key" = ${REGISTRY} ] || { echo credentials not found in native keychain; exit 1; }\necho '${JSON.stringify({ ServerURL: REGISTRY, Username: REGISTRY_USER.username, Secret: REGISTRY_USER.password })}'\n`,
    );
    chmodSync(file, 0o755);
    return directory;
  }

  function source(dockerfile: string): BuildSource {
    prepared += 1;
    const directory = join(context.stateDirectory, `source-${prepared}`);
    mkdirSync(directory);
    writeFileSync(join(directory, 'Dockerfile'), dockerfile);
    return { kind: 'build', directory };
  }

  it.each([
    ['the configuration file', { auths: { [REGISTRY]: { auth: RIGHT } } }],
    ['an entry with scheme and path', { auths: { [`https://${REGISTRY}/v1/`]: { ...REGISTRY_USER } } }],
    ['the helper of the registry', { credHelpers: { [REGISTRY]: 'vault' }, credsStore: 'nosuch' }],
    ['the helper of all registries', { credsStore: 'vault', auths: { [REGISTRY]: {} } }],
  ])('are pulled with the credentials of %s, and do not stay', async (_what, config) => {
    expect(await prepare(`${APP}:1.0`, config)).toMatchObject({
      description: `${APP}:1.0`,
      config: hello.config,
    });
    expect(await images()).toEqual([]);
  });

  it('are pulled by digest', async () => {
    expect(
      await prepare(`${APP}@${pushed.Digest}`, { auths: { [REGISTRY]: { auth: RIGHT } } }),
    ).toMatchObject({ config: hello.config });
    expect(await images()).toEqual([]);
  });

  it.each([
    [
      'without credentials',
      undefined,
      /the registry 127\.0\.0\.1:5000 wants credentials for this image, and .*config\.json has none/,
    ],
    [
      'with credentials for another registry',
      { auths: { '127.0.0.1:5001': { auth: RIGHT } } },
      /wants credentials for this image, and .*config\.json has none/,
    ],
    [
      'with a wrong password',
      { auths: { [REGISTRY]: { auth: encoded('alice', 'tricky-secret') } } },
      /the registry 127\.0\.0\.1:5000 does not accept the credentials from .*config\.json/,
    ],
    [
      'when the helper is missing',
      { credsStore: 'nosuch' },
      /and none are available: docker-credential-nosuch is not on PATH/,
    ],
  ])('is refused %s, and the message says how to log in', async (_what, config, message) => {
    const error: unknown = await prepare(`${APP}:1.0`, config).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      kind: 'unavailable',
      message: expect.stringMatching(message),
      hint: expect.stringContaining(`docker login ${REGISTRY}`),
    });
    expect((error as Error).message).toMatch(/^pulling the image 127\.0\.0\.1:5000\/team\/app:1\.0: /);
    expect((error as Error).message).not.toContain('tricky-secret');
  });

  it('is refused, with a warning, when the configuration is broken', async () => {
    const warnings: DriverWarning[] = [];
    await expect(
      prepare(`${APP}:1.0`, `{"auths":{"${REGISTRY}":{"auth":"${RIGHT}"}}`, warnings),
    ).rejects.toMatchObject({
      message: expect.stringMatching(/none are available: .*config\.json: it is not JSON/),
    });
    expect(warnings.map(({ message }) => message)).toEqual([
      expect.stringMatching(/config\.json is not used: it is not JSON/),
      expect.stringMatching(
        /^no credentials for the registry 127\.0\.0\.1:5000: .*config\.json: it is not JSON$/,
      ),
    ]);
    expect(JSON.stringify(warnings)).not.toContain(RIGHT);
  });

  it.each([
    ['a tag that is not there', `${APP}:2.0`, 'usage', /the registry 127\.0\.0\.1:5000 has no such image/],
    [
      'a repository that is not there',
      `${REGISTRY}/team/nosuch:1`,
      'usage',
      /the registry 127\.0\.0\.1:5000 has no such image/,
    ],
    ['a name that is none', `${REGISTRY}/Team/app:1`, 'usage', /that is not the name of an image/],
    [
      'a registry over plain HTTP',
      `${STRICT}/team/app:1.0`,
      'unavailable',
      /the registry 172\.30\.0\.1:5000 speaks plain HTTP/,
    ],
    [
      'a registry whose certificate does not hold',
      `${STRICT_TLS}/team/app:1.0`,
      'unavailable',
      /the engine does not trust the certificate of the registry 172\.30\.0\.1:5001/,
    ],
    [
      'a registry that is not there',
      '127.0.0.1:5002/team/app:1.0',
      'unavailable',
      /the registry 127\.0\.0\.1:5002 cannot be reached/,
    ],
    ['an image for other platforms', `${APP}:foreign`, 'unavailable', /the image is for other platforms/],
  ])('of %s is refused', async (_what, reference, kind, message) => {
    if (reference.endsWith(':foreign')) {
      const type = 'application/vnd.docker.distribution.manifest.list.v2+json';
      const list = {
        schemaVersion: 2,
        mediaType: type,
        manifests: [
          {
            mediaType: 'application/vnd.docker.distribution.manifest.v2+json',
            digest: pushed.Digest,
            size: pushed.Size,
            platform: { os: 'linux', architecture: 's390x' },
          },
        ],
      };
      expect(
        registries[0]!.request('PUT', '/v2/team/app/manifests/foreign', type, JSON.stringify(list)),
      ).toBe(201);
    }
    await expect(prepare(reference, { auths: { [REGISTRY]: { auth: RIGHT } } })).rejects.toMatchObject({
      kind,
      message: expect.stringMatching(message),
      hint: expect.any(String),
    });
    expect(await images()).toEqual([]);
  });

  it.each([
    ['by the classic builder', `ARG TAG=nosuch\nFROM ${APP}:\${TAG} AS base\nENV MOOD=bright\n`],
    [
      'by BuildKit',
      `ARG TAG=nosuch\nFROM ${APP}:\${TAG} AS base\nARG TARGETARCH\nRUN --mount=type=tmpfs,target=/t true\nENV MOOD=bright\n`,
    ],
  ])('are the base of others %s, and do not stay', async (_what, dockerfile) => {
    const build = { ...source(dockerfile), args: { TAG: '1.0' } };
    expect((await prepare(build, { credHelpers: { [REGISTRY]: 'vault' } })).config.env).toContain(
      'MOOD=bright',
    );
    expect((await images()).filter((image) => image.includes('app'))).toEqual([]);
    await expect(prepare(build, undefined)).rejects.toMatchObject({
      kind: 'unavailable',
      message: expect.stringMatching(
        /Dockerfile:2: FROM .*: the base image is not available: the registry 127\.0\.0\.1:5000 wants credentials/,
      ),
      hint: expect.stringContaining(`docker login ${REGISTRY}`),
    });
    await expect(
      prepare(build, { auths: { [REGISTRY]: { auth: encoded('alice', 'wrong') } } }),
    ).rejects.toMatchObject({
      kind: 'unavailable',
      message: expect.stringMatching(
        /Dockerfile:2: FROM .*: the base image is not available: .*the registry 127\.0\.0\.1:5000 does not accept the credentials/,
      ),
    });
    await expect(
      prepare({ ...build, args: { TAG: '2.0' } }, { auths: { [REGISTRY]: { auth: RIGHT } } }),
    ).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringMatching(
        /Dockerfile:2: FROM .*: the base image is not available: .*has no such image/,
      ),
    });
  });

  it("are asked for by the registry alone: other registries' credentials are not fetched", () => {
    expect(
      new Set(readFileSync(join(context.stateDirectory, 'helpers/asked'), 'utf8').trim().split('\n')),
    ).toEqual(new Set([`get ${REGISTRY}`]));
  });
});
