import { ownCpuSeconds } from '../host/own-cpu.js';
import { CgroupWatch } from './cgroup-watch.js';
/** Starts reading now and then every `intervalMs` of an absolute schedule: a late tick does not move the next one. */
export function startSampler(options) {
    const stopping = new AbortController();
    const running = sample(options, stopping.signal);
    running.catch(() => { }); // reported by `stop`
    return {
        stop: () => {
            stopping.abort(new Error('the sampler was stopped'));
            return running;
        },
    };
}
async function sample(options, stopping) {
    const { clock, intervalMs, targets, onSample } = options;
    const watches = new Map();
    const start = clock.now();
    let ticks = 0;
    let lateMsSum = 0;
    let missed = 0;
    let cpuSeconds = 0;
    let worstLateMs = 0;
    let slot = 0;
    try {
        while (!stopping.aborted) {
            const cpuBefore = ownCpuSeconds();
            const atMs = clock.now();
            const lateMs = atMs - (start + slot * intervalMs);
            ticks += 1;
            lateMsSum += lateMs;
            worstLateMs = Math.max(worstLateMs, lateMs);
            onSample({ atMs, lateMs, readings: readAll(targets(), watches, options.cgroupRoot) });
            cpuSeconds += ownCpuSeconds() - cpuBefore;
            const next = Math.max(slot + 1, Math.ceil((clock.now() - start) / intervalMs));
            missed += next - slot - 1;
            slot = next;
            await sleepUntil(clock, start + slot * intervalMs, stopping);
        }
    }
    finally {
        for (const watch of watches.values())
            watch.close();
    }
    const elapsedMs = clock.now() - start;
    return {
        ticks,
        missed,
        meanLateMs: ticks === 0 ? 0 : lateMsSum / ticks,
        worstLateMs,
        cores: elapsedMs === 0 ? 0 : cpuSeconds / (elapsedMs / 1_000),
    };
}
function readAll(targets, watches, root) {
    const readings = [];
    const wanted = new Set();
    for (const target of targets) {
        wanted.add(target.cgroup);
        let watch = watches.get(target.cgroup);
        if (watch === undefined)
            watches.set(target.cgroup, (watch = new CgroupWatch(target.cgroup, watches.size, root)));
        const reading = watch.read();
        if (reading !== undefined)
            readings.push({ instance: target.instance, role: target.role, cgroup: target.cgroup, ...reading });
    }
    for (const [cgroup, watch] of watches) {
        if (wanted.has(cgroup))
            continue;
        watch.close();
        watches.delete(cgroup);
    }
    return readings;
}
async function sleepUntil(clock, atMs, stopping) {
    await clock.sleep(atMs - clock.now(), stopping).catch((error) => {
        if (!stopping.aborted)
            throw error;
    });
}
//# sourceMappingURL=sampler.js.map