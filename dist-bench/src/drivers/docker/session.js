import { IsodenseError } from '../../model/errors.js';
import { OWNER_LABEL } from '../../model/owner.js';
import { containerNamePrefix, launchContainer } from './launch.js';
import { removeContainer } from './remove-container.js';
export function openSession(context, engine, request) {
    const { image, options, name } = request;
    const live = new Set();
    const launching = new Set();
    let closing;
    return {
        launch: async (spec, signal) => {
            const launch = launchContainer({ context, engine, options, image, name, spec, signal });
            launching.add(launch);
            try {
                const instance = await launch;
                live.add(instance);
                return instance;
            }
            finally {
                launching.delete(launch);
            }
        },
        forgetImage: () => engine.images.forget(image),
        provideImage: () => engine.images.provide(image),
        sharedScopes: () => [engine.daemons()],
        [Symbol.asyncDispose]: () => (closing ??= Promise.allSettled(launching).then(() => close(context, engine, live, image, name))),
    };
}
async function close(context, engine, live, image, name) {
    const results = await Promise.allSettled([...live].map((instance) => instance[Symbol.asyncDispose]()));
    const left = (await containersOf(context, engine, name)).map(({ Id }) => engine.docker.getContainer(Id));
    // A create call that was aborted can make its container after the launch had looked for it.
    await Promise.allSettled(left.map(removeContainer));
    const remaining = await containersOf(context, engine, name);
    if (remaining.length === 0)
        return;
    throw new IsodenseError('internal', `${remaining.length} containers of ${name} (${image.description}) remain after their removal: ${remaining.map(({ Id }) => Id.slice(0, 12)).join(', ')}`, {
        hint: 'run isodense sweep',
        cause: results.find((result) => result.status === 'rejected')?.reason,
    });
}
/** By the whole name: the session `runc` must not take the containers of the session `runc-builtin` for its own. */
async function containersOf({ owner }, { docker }, name) {
    const own = new RegExp(`^/${containerNamePrefix(owner.id, name)}\\d+$`);
    const containers = await docker.listContainers({ all: true, filters: { label: [`${OWNER_LABEL}=${owner.id}`] } });
    return containers.filter(({ Names }) => Names.some((container) => own.test(container)));
}
//# sourceMappingURL=session.js.map