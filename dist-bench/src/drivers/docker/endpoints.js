import { createHash } from 'node:crypto';
import { z } from 'zod';
import { fileExists, readTextIfAny } from '../../host/files.js';
/**
 * Where an engine may answer, most explicit first: DOCKER_HOST, the current Docker context, then the default
 * sockets of Docker, rootless Docker and Podman. An explicit choice excludes everything after it.
 */
export function candidateEndpoints(environment) {
    const host = environment['DOCKER_HOST'];
    if (host !== undefined && host !== '')
        return [{ address: host, source: 'DOCKER_HOST' }];
    const context = currentContext(environment);
    if (context !== undefined)
        return [context];
    const runtimeDirectory = environment['XDG_RUNTIME_DIR'];
    const sockets = [
        '/var/run/docker.sock',
        ...(runtimeDirectory === undefined ? [] : [`${runtimeDirectory}/docker.sock`]),
        '/run/podman/podman.sock',
        ...(runtimeDirectory === undefined ? [] : [`${runtimeDirectory}/podman/podman.sock`]),
    ];
    return sockets.filter(fileExists).map((path) => ({ address: `unix://${path}`, source: 'default socket' }));
}
const configSchema = z.object({ currentContext: z.string().optional() });
const contextSchema = z.object({ Endpoints: z.object({ docker: z.object({ Host: z.string() }) }) });
/** Docker's own layout: ~/.docker/contexts/meta/SHA256(name)/meta.json. */
function currentContext(environment) {
    const directory = environment['DOCKER_CONFIG'] ?? `${environment['HOME'] ?? ''}/.docker`;
    const name = environment['DOCKER_CONTEXT'] ?? parse(configSchema, readTextIfAny(`${directory}/config.json`))?.currentContext;
    if (name === undefined || name === 'default')
        return undefined;
    const id = createHash('sha256').update(name).digest('hex');
    const meta = parse(contextSchema, readTextIfAny(`${directory}/contexts/meta/${id}/meta.json`));
    return meta === undefined ? undefined : { address: meta.Endpoints.docker.Host, source: `Docker context ${name}` };
}
function parse(schema, text) {
    if (text === undefined)
        return undefined;
    try {
        return schema.safeParse(JSON.parse(text)).data;
    }
    catch {
        return undefined; // not JSON: the docker command ignores it too
    }
}
//# sourceMappingURL=endpoints.js.map