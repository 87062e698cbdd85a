import Dockerode from 'dockerode';
import { dial } from '../../host/network.js';
import { listProcesses, readNamespace } from '../../host/procfs.js';
import { candidateEndpoints } from './endpoints.js';
import { translate } from './errors.js';
import { EngineImages } from './images.js';
import { noteEngine } from './known-engines.js';
import { managedEngineObstacle, startManagedEngine } from './managed-engine.js';
import { openRelay } from './relay.js';
import { IsodenseError } from '../../model/errors.js';
/** Finds an engine that answers, or starts one of our own. Throws an unavailable error with the way out. */
export async function openEngine(context, asked, signal) {
    const candidates = asked === undefined ? candidateEndpoints(context.environment) : [{ address: asked, source: 'the variant' }];
    const refusals = [];
    for (const endpoint of candidates) {
        try {
            return await connectEngine(context, endpoint, undefined);
        }
        catch (error) {
            refusals.push(translate(error, `engine at ${endpoint.address} (from ${endpoint.source})`));
        }
    }
    const explicit = candidates.some((endpoint) => endpoint.source !== 'default socket');
    if (explicit && refusals[0] !== undefined)
        throw refusals[0];
    const obstacle = managedEngineObstacle();
    if (obstacle !== undefined)
        throw new IsodenseError('unavailable', obstacle.reason, { hint: obstacle.hint, cause: refusals[0] });
    signal.throwIfAborted();
    const managed = await startManagedEngine(context);
    try {
        return await connectEngine(context, { address: managed.address, source: 'started by isodense' }, managed);
    }
    catch (error) {
        await managed[Symbol.asyncDispose]();
        throw translate(error, "isodense's own engine");
    }
}
async function connectEngine(context, endpoint, managed) {
    const docker = clientFor(endpoint.address);
    const info = (await docker.info());
    // Noted before anything is made in it. What isodense's own engine holds goes with that engine.
    if (managed === undefined)
        noteEngine(context.stateDirectory, endpoint.address);
    const images = new EngineImages(docker, context.owner);
    const relay = managed === undefined ? undefined : openRelay(managed.pid, context.stateDirectory);
    return {
        docker,
        endpoint,
        managed: managed !== undefined,
        runtimes: info.Runtimes ?? {},
        defaultRuntime: info.DefaultRuntime ?? 'runc',
        version: info.ServerVersion ?? 'unknown',
        images,
        cgroup: cgroupNaming(context.owner.id, info.CgroupDriver ?? 'cgroupfs', managed),
        daemons: () => ({ role: 'shared', cgroup: null, pids: isLocal(endpoint) ? daemonPids(managed) : [] }),
        dial: (address, port, abort) => (relay === undefined ? dial({ host: address, port }, abort) : relay.dial(address, port, abort)),
        [Symbol.asyncDispose]: async () => {
            try {
                await relay?.[Symbol.asyncDispose]();
                await images[Symbol.asyncDispose]();
            }
            finally {
                await managed?.[Symbol.asyncDispose]();
            }
        },
    };
}
export function clientFor(address) {
    if (address.startsWith('unix://'))
        return new Dockerode({ socketPath: address.slice('unix://'.length) });
    const url = new URL(address);
    const protocol = url.protocol === 'ssh:' ? 'ssh' : url.protocol === 'https:' || url.port === '2376' ? 'https' : 'http';
    return new Dockerode({ host: url.hostname, port: Number(url.port || 2375), protocol, ...(url.username === '' ? {} : { username: url.username }) });
}
/** The cgroupfs driver takes a path, the systemd driver a slice whose dashes are levels (systemd.slice(5)). */
function cgroupNaming(ownerId, driver, managed) {
    if (driver === 'systemd') {
        const slice = `isodense-${ownerId}.slice`;
        return { parent: slice, pathOf: (id) => `/isodense.slice/${slice}/docker-${id}.scope` };
    }
    const parent = managed?.cgroupParent ?? `/isodense/${ownerId}/containers`;
    return { parent, pathOf: (id) => `${parent}/${id}` };
}
export function isLocal(endpoint) {
    return endpoint.address.startsWith('unix://');
}
/** The daemons of the managed engine share its mount namespace; those of a system engine are found by name. */
function daemonPids(managed) {
    const home = managed === undefined ? readNamespace(1, 'mnt') : readNamespace(managed.pid, 'mnt');
    return listProcesses()
        .filter(({ command }) => command === 'dockerd' || command === 'containerd' || command === 'podman')
        .map(({ pid }) => pid)
        .filter((pid) => readNamespace(pid, 'mnt') === home);
}
//# sourceMappingURL=engine.js.map