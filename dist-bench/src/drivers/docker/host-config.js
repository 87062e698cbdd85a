/** The engine counts CPU shares from a default of 1024, the kernel's weights from 100. */
const SHARES_PER_WEIGHT = 1024 / 100;
/** A variant's limits, and what an experiment asks for on top, in the engine's terms (Docker Engine API, HostConfig). */
export function hostConfigOf(options, cpu, cgroupParent) {
    const quota = cpu?.quota ?? options.cpus;
    const weight = cpu?.weight ?? options.cpuWeight;
    const cpuset = cpu?.cpuset ?? options.cpuset;
    return {
        NetworkMode: options.network,
        CgroupParent: cgroupParent,
        // The attached stream is the only reader of the output: a log file would add disk writes to the measurement.
        LogConfig: { Type: 'none', Config: {} },
        ...(options.runtime === undefined ? {} : { Runtime: options.runtime }),
        ...(options.memory === undefined ? {} : { Memory: options.memory, MemorySwap: options.memory }),
        ...(quota === undefined ? {} : { NanoCpus: Math.round(quota * 1e9) }),
        ...(weight === undefined ? {} : { CpuShares: Math.max(2, Math.round(weight * SHARES_PER_WEIGHT)) }),
        ...(cpuset === undefined ? {} : { CpusetCpus: cpuset }),
        ...(options.pids === undefined ? {} : { PidsLimit: options.pids }),
    };
}
//# sourceMappingURL=host-config.js.map