import type { PreparedImage } from '../../image/image.ts';
import { IsodenseError } from '../../model/errors.ts';
import { OWNER_LABEL } from '../../model/owner.ts';
import type { DriverContext, DriverSession, Instance, OpenRequest } from '../driver.ts';
import type { Engine } from './engine.ts';
import { launchContainer } from './launch.ts';
import type { DockerOptions } from './options.ts';

export function openSession(context: DriverContext, engine: Engine, request: OpenRequest<DockerOptions>): DriverSession {
  const { image, options, name } = request;
  const live = new Set<Instance>();
  let closing: Promise<void> | undefined;
  return {
    launch: async (spec, signal) => {
      const instance = await launchContainer({ context, engine, options, image, name, spec, signal });
      live.add(instance);
      return instance;
    },
    forgetImage: () => engine.images.forget(image),
    provideImage: () => engine.images.provide(image),
    sharedScopes: () => [engine.daemons()],
    [Symbol.asyncDispose]: () => (closing ??= close(context, engine, live, image, name)),
  };
}

async function close(context: DriverContext, engine: Engine, live: ReadonlySet<Instance>, image: PreparedImage, name: string): Promise<void> {
  await Promise.all([...live].map((instance) => instance[Symbol.asyncDispose]()));
  const prefix = `/isodense-${context.owner.id}-${name}-`;
  const remaining = await engine.docker.listContainers({ all: true, filters: { label: [`${OWNER_LABEL}=${context.owner.id}`] } });
  const ours = remaining.filter(({ Names }) => Names.some((container) => container.startsWith(prefix)));
  if (ours.length > 0) {
    throw new IsodenseError('internal', `${ours.length} containers of ${name} (${image.description}) remain after their removal: ${ours.map(({ Id }) => Id.slice(0, 12)).join(', ')}`, { hint: 'run isodense sweep' });
  }
}
