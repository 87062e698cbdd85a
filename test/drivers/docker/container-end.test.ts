import type Dockerode from 'dockerode';
import { expect, it } from 'vitest';
import { endOf } from '../../../src/drivers/docker/container-end.ts';
import { NoAnswerError } from '../../../src/drivers/deadline.ts';

function ending(inspect: () => Promise<unknown>) {
  const clock = { now: () => 0, sleep: () => Promise.resolve() };
  return endOf({
    container: { inspect } as unknown as Dockerode.Container,
    outputEnded: Promise.resolve(),
    cgroup: '/isodense-test/none',
    clock,
  });
}

it('a container that closed its output and runs on has not ended', async () => {
  let looks = 0;
  const end = await ending(async () => {
    looks += 1;
    return {
      State: { Running: looks <= 20, ExitCode: looks <= 20 ? 0 : 3, OOMKilled: false, Error: '' },
      HostConfig: {},
    };
  });
  expect(looks).toBe(21);
  expect(end).toMatchObject({ code: 3, reason: 'exit 3' });
});

it('an engine that no longer answers is reported as that, and not as a removal', async () => {
  expect(
    await ending(() =>
      Promise.reject(
        new NoAnswerError('the engine at unix:///x did not answer GET /containers/1/json', 30_000, undefined),
      ),
    ),
  ).toMatchObject({ code: null, reason: expect.stringContaining('did not answer') });
  expect(
    await ending(() => Promise.reject(Object.assign(new Error('no such container'), { statusCode: 404 }))),
  ).toMatchObject({ reason: 'removed' });
});
