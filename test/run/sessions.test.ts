import { expect, it } from 'vitest';
import type { Driver, DriverSession } from '../../src/drivers/driver.ts';
import type { PreparedImage } from '../../src/image/image.ts';
import type { Variant } from '../../src/model/scenario.ts';
import { Sessions } from '../../src/run/sessions.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const image = (description: string): PreparedImage => ({
  description,
  digest: 'sha256:0',
  archive: '',
  foreign: false,
  config: {
    architecture: 'a',
    entrypoint: [],
    command: [],
    env: [],
    user: '',
    workingDirectory: '',
    stopSignal: '',
    volumes: [],
  },
});
const { signal } = new AbortController();

it('sessions are one for each variant and image, whatever the variants are called', async () => {
  const opened: string[] = [];
  const driver = {
    open: async ({ name, image: { description } }: { name: string; image: PreparedImage }) => {
      opened.push(`${name}: ${description}`);
      return { [Symbol.asyncDispose]: async () => {} } as unknown as DriverSession;
    },
  } as unknown as Driver;
  await using sessions = new Sessions(
    { workload: image('app'), builtin: image('hello'), ofVariants: { y: image('app 2') } },
    () => driver,
    new VirtualClock(),
  );
  const variant = (name: string): Variant => ({ name, driver: 'd', options: {} });
  await sessions.get(variant('x'), 'builtin', signal);
  await sessions.get(variant('x-builtin'), 'workload', signal);
  await sessions.get(variant('y'), 'workload', signal);
  await sessions.get(variant('x'), 'builtin', signal);
  expect(opened).toEqual(['x-builtin: hello', 'x-builtin-2: app', 'y: app 2']);
});

it('a session that never opens is reported when the others are closed, instead of waited for', async () => {
  const closed: string[] = [];
  const driver = {
    open: ({ name }: { name: string }) =>
      name === 'deaf'
        ? new Promise<DriverSession>(() => {})
        : Promise.resolve({
            [Symbol.asyncDispose]: () => Promise.resolve(void closed.push(name)),
          } as unknown as DriverSession),
  } as unknown as Driver;
  const sessions = new Sessions(
    { workload: image('app'), builtin: image('hello') },
    () => driver,
    new VirtualClock(),
  );
  void sessions.get({ name: 'deaf', driver: 'd', options: {} }, 'workload', signal);
  await sessions.get({ name: 'well', driver: 'd', options: {} }, 'workload', signal);
  await expect(sessions[Symbol.asyncDispose]()).rejects.toMatchObject({
    kind: 'unavailable',
    message: 'the session of deaf is still opening, so it could not be closed',
    hint: 'run isodense sweep',
  });
  expect(closed).toEqual(['well']);
});
