import { formatBytes } from '../../model/units.js';
/** What a container really got, read back from the engine. */
export function configurationOf(inspected, engine) {
    const host = inspected.HostConfig;
    const limit = (value, text) => (value === undefined || value === null || value <= 0 ? 'none' : text(value));
    return {
        engine: `${engine.managed ? 'managed' : engine.endpoint.address} ${engine.version}`,
        runtime: host.Runtime ?? engine.defaultRuntime,
        network: host.NetworkMode ?? 'default',
        'memory limit': limit(host.Memory, formatBytes),
        'CPU limit': limit(host.NanoCpus, (value) => `${value / 1e9} cores`),
        'CPU weight': limit(host.CpuShares, (value) => `${value} shares`),
        'CPUs allowed': host.CpusetCpus || 'all',
        'process limit': limit(host.PidsLimit, String),
        privileged: host.Privileged === true ? 'yes' : 'no',
        'user namespace': host.UsernsMode || 'engine default',
        'storage driver': inspected.Driver ?? 'unknown',
        'output log': host.LogConfig?.Type ?? 'engine default',
    };
}
//# sourceMappingURL=configuration.js.map