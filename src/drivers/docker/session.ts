import type { PreparedImage } from '../../image/image.ts';
import { IsodenseError } from '../../model/errors.ts';
import { OWNER_LABEL } from '../../model/owner.ts';
import { NoAnswerError, unlessAborted } from '../deadline.ts';
import type { DriverContext, DriverSession, Instance, OpenRequest } from '../driver.ts';
import type { Engine } from './engine.ts';
import { Launching } from '../launching.ts';
import { containerNamePrefix, containerSteps } from './launch.ts';
import { hardeningOf } from './hardening.ts';
import { lossOf } from './lost-engine.ts';
import { removeContainer } from './remove-container.ts';
import type { DockerOptions } from './options.ts';

export function openSession(
  context: DriverContext,
  engine: Engine,
  request: OpenRequest<DockerOptions>,
): DriverSession {
  const { image, options, name } = request;
  const hardening = hardeningOf(options);
  const launching = new Launching<Instance>(context);
  const onRemoved = (instance: Instance): void => launching.removed(instance);
  let closing: Promise<void> | undefined;
  return {
    nodes: [context.host],
    launch: (spec, signal) =>
      launching.launch(
        spec,
        signal,
        containerSteps({ context, engine, options, hardening, image, name, spec, onRemoved }),
      ),
    forgetImage: (signal) => unlessAborted(engine.images.forget(image), signal),
    provideImage: (signal) => unlessAborted(engine.images.provide(image), signal),
    lost: () => lossOf(engine),
    sharedScopes: () => [engine.daemons()],
    [Symbol.asyncDispose]: () => (closing ??= close(context, engine, launching, image, name)),
  };
}

async function close(
  context: DriverContext,
  engine: Engine,
  launching: Launching<Instance>,
  image: PreparedImage,
  name: string,
): Promise<void> {
  const [firstRefusal] = await launching.close();
  try {
    await removeTheRest(context, engine, image, name, firstRefusal);
  } catch (error) {
    const loss = error instanceof NoAnswerError ? error.message : await lossOf(engine);
    if (loss === undefined) throw error;
    const launched = [...launching.live].map(({ id }) => id);
    const told = `containers of ${name} could not be removed${launched.length === 0 ? '' : ` (${launched.join(', ')})`}: ${loss}`;
    if (!engine.managed)
      throw new IsodenseError('unavailable', told, {
        hint: 'run isodense sweep when the engine answers again',
        cause: error,
      });
    context.log(`${told}; they go with isodense's own engine`);
  }
}

async function removeTheRest(
  context: DriverContext,
  engine: Engine,
  image: PreparedImage,
  name: string,
  cause: unknown,
): Promise<void> {
  const stray = (await containersOf(context, engine, name)).map(({ Id }) => engine.docker.getContainer(Id));
  // A create call that was aborted can make its container after the launch had looked for it.
  await Promise.allSettled(stray.map(removeContainer));
  const remaining = await containersOf(context, engine, name);
  if (remaining.length === 0) return;
  throw new IsodenseError(
    'internal',
    `${remaining.length} containers of ${name} (${image.description}) remain after their removal: ${remaining.map(({ Id }) => Id.slice(0, 12)).join(', ')}`,
    {
      hint: 'run isodense sweep',
      cause,
    },
  );
}

/**
 * By the whole name: the session `runc` must not take the containers of the session `runc-builtin` for its
 * own.
 */
async function containersOf(
  { owner }: DriverContext,
  { docker }: Engine,
  name: string,
): Promise<readonly { readonly Id: string }[]> {
  const own = new RegExp(`^/${containerNamePrefix(owner.id, name)}\\d+$`);
  const containers = await docker.listContainers({
    all: true,
    filters: { label: [`${OWNER_LABEL}=${owner.id}`] },
  });
  return containers.filter(({ Names }) => Names.some((container) => own.test(container)));
}
