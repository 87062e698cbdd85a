import type Dockerode from 'dockerode';
import { createReadStream, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { dockerTechnology } from '../../../src/drivers/docker/driver.ts';
import { dockerOptions } from '../../../src/drivers/docker/options.ts';
import type { Driver } from '../../../src/drivers/driver.ts';
import { writeStream } from '../../../src/host/files.ts';
import type { PreparedImage } from '../../../src/image/image.ts';
import { prepareImage } from '../../../src/image/prepare.ts';
import type { ImageSource } from '../../../src/model/scenario.ts';
import { createTestContext, type TestContext } from '../../support/driver-context.ts';
import { has, needs } from '../../support/requirements.ts';
import { startUserEngine, type UserEngine } from '../../support/user-engine.ts';

const NEEDS = ['root', 'busybox', 'dockerd', 'runc'] as const;
const { signal } = new AbortController();
const APP = 'example.org/team/app';

describe('images, with an engine that belongs to the user', () => {
  let engine: UserEngine;
  let docker: Dockerode;
  let context: TestContext;
  let driver: Driver;
  let hello: PreparedImage;
  beforeAll(async () => {
    if (!has(...NEEDS)) return;
    engine = await startUserEngine();
    docker = engine.docker;
    context = createTestContext({ environment: { DOCKER_HOST: engine.address } });
    driver = dockerTechnology.open(context);
    hello = await context.hello();
  });
  beforeEach((test) => needs(test, ...NEEDS));
  afterAll(async () => {
    if (!has(...NEEDS)) return;
    await driver[Symbol.asyncDispose]();
    expect(await tags()).toEqual([`${APP}:1.0`]);
    await engine[Symbol.asyncDispose]();
    await context[Symbol.asyncDispose]();
  });

  async function tags(): Promise<string[]> {
    return (await docker.listImages({ all: true })).flatMap(({ RepoTags }) => RepoTags ?? ['none']).sort();
  }

  /** All but the driver's own, which it keeps until it is disposed of. */
  const foreignTags = async () =>
    (await tags()).filter((tag) => !/^127\.0\.0\.1:1\/isodense:.*-[0-9a-f]{12}$/.test(tag));

  let prepared = 0;
  const prepare = (source: ImageSource): Promise<PreparedImage> => {
    prepared += 1;
    return prepareImage(
      source,
      join(context.stateDirectory, `prepared-${prepared}`),
      driver.imageEngine,
      signal,
    );
  };
  const open = (name: string, image: PreparedImage) =>
    driver.open({ name, options: dockerOptions.parse({ runtime: 'runc', network: 'none' }), image, signal });

  it('can be had by their name, and stay where they were', async () => {
    await engine.load(hello.archive, hello.digest, `${APP}:1.0`);
    const image = await prepare({ kind: 'ref', ref: `${APP}:1.0` });
    expect(image).toMatchObject({
      description: `${APP}:1.0`,
      digest: hello.digest,
      config: hello.config,
      foreign: false,
    });
    expect(await foreignTags()).toEqual([`${APP}:1.0`]);
  });

  it('that neither the engine nor a registry has is refused with the reason', async () => {
    await expect(prepare({ kind: 'ref', ref: '127.0.0.1:1/nosuch:1' })).rejects.toMatchObject({
      kind: 'unavailable',
      message: expect.stringMatching(
        /^pulling the image 127\.0\.0\.1:1\/nosuch:1: the registry 127\.0\.0\.1:1 cannot be reached/,
      ),
    });
  });

  it('can be built from a directory, and the engine is left as it was', async () => {
    const directory = join(context.stateDirectory, 'source');
    mkdirSync(directory);
    writeFileSync(join(directory, 'greeting'), 'good morning');
    writeFileSync(
      join(directory, 'Dockerfile'),
      `FROM ${APP}:1.0\nCOPY greeting /greeting\nENV MOOD=bright\nENTRYPOINT ["/bin/busybox", "sh", "-c", "cat /greeting; echo READY; read line"]\n`,
    );
    const image = await prepare({ kind: 'build', directory });
    expect(image.config).toMatchObject({
      entrypoint: ['/bin/busybox', 'sh', '-c', 'cat /greeting; echo READY; read line'],
      env: expect.arrayContaining(['MOOD=bright']),
    });
    expect(await foreignTags()).toEqual([`${APP}:1.0`]);
    await using session = await open('built', image);
    await using instance = await session.launch(
      {
        index: 0,
        intended: context.clock.now(),
        workload: { ready: { kind: 'log', text: 'READY' }, timeoutMs: 30_000, env: {} },
      },
      signal,
    );
    const said: string[] = [];
    instance.onLine(({ text }) => said.push(text));
    expect(said).toEqual(['good morningREADY']);
  });

  it('can be built by BuildKit where the Dockerfile needs it, for a stage, with arguments', async () => {
    const directory = join(context.stateDirectory, 'buildkit');
    mkdirSync(directory);
    writeFileSync(
      join(directory, 'app.Dockerfile'),
      `FROM ${APP}:1.0 AS chosen\nARG MOOD\nARG TARGETARCH\nRUN --mount=type=tmpfs,target=/scratch echo ok > /scratch/x\nENV FEELING=$MOOD ARCH=$TARGETARCH\nFROM scratch\nCOPY nosuch /\n`,
    );
    const image = await prepare({
      kind: 'build',
      directory,
      dockerfile: 'app.Dockerfile',
      target: 'chosen',
      args: { MOOD: 'bright' },
    });
    expect(image.config.env).toEqual(
      expect.arrayContaining(['FEELING=bright', expect.stringMatching(/^ARCH=(amd|arm)64$/)]),
    );
    writeFileSync(
      join(directory, 'app.Dockerfile'),
      `FROM ${APP}:1.0\nRUN --mount=type=tmpfs,target=/t echo almost; false\n`,
    );
    await expect(prepare({ kind: 'build', directory, dockerfile: 'app.Dockerfile' })).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringMatching(
        /app\.Dockerfile:2: RUN .*echo almost; false: the command failed .*\n {2}it printed last:\n {4}almost$/,
      ),
    });
    expect(await foreignTags()).toEqual([`${APP}:1.0`]);
  });

  it('that cannot be built say which step failed', async () => {
    const directory = join(context.stateDirectory, 'broken');
    mkdirSync(directory);
    writeFileSync(join(directory, 'Dockerfile'), 'FROM scratch\nCOPY nosuch /\n');
    await expect(prepare({ kind: 'build', directory })).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringMatching(
        /building the image in .*broken: Dockerfile:2: COPY nosuch \/: a file that it names is not there/,
      ),
    });
    writeFileSync(join(directory, 'Dockerfile'), `FROM ${APP}:1.0\nRUN echo almost; false\n`);
    await expect(prepare({ kind: 'build', directory })).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringMatching(
        /Dockerfile:2: RUN echo almost; false: the command failed .*returned a non-zero code: 1\)\n {2}it printed last:\n {4}almost$/,
      ),
    });
    expect(await foreignTags()).toEqual([`${APP}:1.0`]);
  });

  it('in an archive are loaded without the names that it gives them', async () => {
    const file = join(context.stateDirectory, 'saved.tar');
    await engine.load(hello.archive, hello.digest, `${APP}:2.0`);
    await writeStream(file, await docker.getImage(`${APP}:2.0`).get(), signal);
    await docker.getImage(`${APP}:2.0`).remove();
    const image = await prepare({ kind: 'archive', file });
    expect(image.digest).toBe(hello.digest);
    await using session = await open('archived', image);
    await session.provideImage(signal);
    expect(await foreignTags()).toEqual([`${APP}:1.0`]);
    // The archive as it was saved would have made one more:
    await docker.loadImage(createReadStream(file)).then(drained);
    expect(await foreignTags()).toEqual([`${APP}:1.0`, `${APP}:2.0`]);
    await docker.getImage(`${APP}:2.0`).remove();
  });

  it("that the engine had before are not made absent: they are the user's", async () => {
    await using session = await open('kept', hello);
    await session.provideImage(signal);
    await expect(session.forgetImage(signal)).rejects.toMatchObject({
      kind: 'unavailable',
      message: expect.stringContaining('the engine had it before isodense came'),
    });
    expect(await foreignTags()).toEqual([`${APP}:1.0`]);
  });
});

async function drained(stream: NodeJS.ReadableStream): Promise<void> {
  for await (const chunk of stream) void chunk;
}
