import Dockerode from 'dockerode';
import { PassThrough, Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { withCallDeadlines, type Dialler } from '../../../src/drivers/docker/call-deadlines.ts';
import type { Call } from '../../../src/drivers/docker/call-watch.ts';
import { messageOf } from '../../../src/model/errors.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

type Callback = (error: unknown, result: unknown) => void;
const ID = 'c'.repeat(64);

/** A client whose engine is a function, on virtual time; its calls, and how each was given up, are kept. */
function client(engine: (call: Call, answer: (result: unknown) => void, clock: VirtualClock) => unknown) {
  const clock = new VirtualClock();
  const docker = new Dockerode({ socketPath: '/nonexistent' });
  const calls: Call[] = [];
  (docker.modem as Dialler).dial = (call: Call, callback: Callback) => {
    calls.push(call);
    call.abortSignal?.addEventListener('abort', () => callback(new Error('The operation was aborted'), null));
    engine(call, (result) => callback(null, result), clock);
  };
  return { docker: withCallDeadlines(docker, 'unix:///run/e.sock', clock), clock, calls };
}

const silent = (): void => {};
const failure = (work: Promise<unknown>): Promise<string> => work.then(() => 'it succeeded', messageOf);
const toItsEnd = async (stream: NodeJS.ReadableStream): Promise<string> => {
  let text = '';
  for await (const chunk of stream) text += chunk.toString();
  return text;
};

describe('a call to an engine', () => {
  it.each<readonly [string, number, (docker: Dockerode) => Promise<unknown>]>([
    ['GET /info for 10s', 10_000, (docker) => docker.info()],
    ['GET /containers/json for 30s', 30_000, (docker) => docker.listContainers()],
    [
      'DELETE /containers/cccccccccccc for 30s',
      30_000,
      (docker) => docker.getContainer(ID).remove({ force: true }),
    ],
    [
      'POST /containers/cccccccccccc/wait for 30s',
      30_000,
      (docker) => docker.getContainer(ID).wait({ condition: 'removed' }),
    ],
    ['DELETE /images/name for 2min', 120_000, (docker) => docker.getImage('name').remove()],
  ])('that is not answered ends, and says so: %s', async (told, afterMs, call) => {
    const { docker, clock, calls } = client(silent);
    expect(await failure(call(docker))).toBe(`the engine at unix:///run/e.sock did not answer ${told}`);
    expect(clock.now()).toBe(afterMs);
    expect(calls[0]!.abortSignal?.aborted).toBe(true);
  });

  it('that is answered takes no time, and leaves nothing that waits', async () => {
    const { docker, clock } = client((_, answer) => answer({ ServerVersion: '1' }));
    expect(await docker.info()).toEqual({ ServerVersion: '1' });
    expect(clock.now()).toBe(0);
  });

  it("of a launch has the launch's deadline and no other", async () => {
    const launch = new AbortController();
    const { docker, clock } = client(silent);
    void clock.sleep(300_000).then(() => launch.abort(new Error('not ready after 5min')));
    expect(await failure(docker.getContainer(ID).start({ abortSignal: launch.signal }))).toBe(
      'not ready after 5min',
    );
    expect(clock.now()).toBe(300_000);
  });

  it('has less time after one that was not answered, until one is', async () => {
    let answers = false;
    const { docker, clock } = client((_, answer) => answers && answer([]));
    await failure(docker.listContainers());
    await failure(docker.listContainers());
    expect(clock.now()).toBe(30_000 + 5_000);
    answers = true;
    await docker.listContainers();
    answers = false;
    await failure(docker.listContainers());
    expect(clock.now()).toBe(30_000 + 5_000 + 30_000);
  });

  it('that attaches may be silent once it is attached', async () => {
    const attached = new PassThrough();
    const { docker, clock } = client((_, answer) => answer(attached));
    const stream = await docker.getContainer(ID).attach({ stream: true, stdout: true });
    await clock.sleep(3_600_000);
    attached.end('late words');
    expect(await toItsEnd(stream)).toBe('late words');
  });

  it("that attached is ended by its caller's signal", async () => {
    const caller = new AbortController();
    const { docker } = client((_, answer) => answer(new PassThrough()));
    const exec = docker.getExec(ID);
    const stream = await exec.start({ hijack: true, abortSignal: caller.signal });
    caller.abort(new Error('enough'));
    await expect(toItsEnd(stream)).rejects.toThrow('enough');
  });
});

describe('a transfer to or from an engine', () => {
  const pings = (call: Call): boolean => call.path.startsWith('/_ping');

  it('ends when nothing moves and the engine does not answer a ping', async () => {
    const { docker, clock } = client((call, answer) => !pings(call) && answer(new PassThrough()));
    expect(await failure(docker.pull('name').then(toItsEnd))).toBe(
      'the engine at unix:///run/e.sock did not go on with POST /images/create for 30s',
    );
    expect(clock.now()).toBe(30_000 + 10_000);
  });

  it('ends when the engine does not even begin to answer', async () => {
    const { docker } = client(silent);
    expect(await failure(docker.getImage('name').get())).toBe(
      'the engine at unix:///run/e.sock did not go on with GET /images/name/get for 30s',
    );
  });

  it('ends when the engine drips one byte a second', async () => {
    const { docker, clock } = client(async (call, answer, time) => {
      const drip = new PassThrough();
      if (!pings(call)) answer(drip);
      while (!pings(call) && !call.abortSignal!.aborted) {
        drip.write('x');
        await time.sleep(1_000);
      }
    });
    expect(await failure(docker.pull('name').then(toItsEnd))).toContain(
      'did not go on with POST /images/create for 30s',
    );
    expect(clock.now()).toBeLessThan(60_000);
  });

  it('may be silent for minutes while the engine answers pings, but not for ever', async () => {
    const { docker, clock } = client((call, answer) => answer(pings(call) ? 'OK' : new PassThrough()));
    expect(await failure(docker.pull('name').then(toItsEnd))).toBe(
      'the engine at unix:///run/e.sock did not go on with POST /images/create for 15min',
    );
    expect(clock.now()).toBe(900_000);
  });

  it('goes on for as long as something moves', async () => {
    const { docker, clock, calls } = client(async (_, answer, time) => {
      const layers = new PassThrough();
      answer(layers);
      for (let second = 0; second < 100; second += 1) {
        layers.write('x'.repeat(100));
        await time.sleep(1_000);
      }
      layers.end();
    });
    expect(await docker.pull('name').then(toItsEnd)).toHaveLength(10_000);
    expect(clock.now()).toBe(100_000);
    expect(calls.filter(pings)).toEqual([]);
  });

  it('counts what is sent as movement, and hands it on unchanged', async () => {
    let received = '';
    const { docker, calls } = client(async (call, answer) => {
      for await (const chunk of call.file as Readable) received += String(chunk);
      answer(Readable.from(['{"stream":"Loaded image ID: sha256:1"}']));
    });
    expect(await docker.loadImage(Readable.from(['one ', 'two'])).then(toItsEnd)).toContain('Loaded image');
    expect(received).toBe('one two');
    expect(calls.filter(pings)).toEqual([]);
  });
});
