import { ownCpuSeconds } from '../../src/host/own-cpu.js';
import { startSampler } from '../../src/probes/sampler.js';
/** The design's rate: 10 Hz. */
const INTERVAL_MS = 100;
/** Samples for `windowMs` in a process that does nothing else. Throws when a tick read fewer instances than there are. */
export async function sampleWindow(targets, windowMs, clock, signal, keep) {
    const lateMs = [];
    const begun = { at: clock.now(), cpu: ownCpuSeconds() };
    const sampler = startSampler({
        clock,
        intervalMs: INTERVAL_MS,
        targets: () => targets,
        onSample: (tick) => {
            if (tick.readings.length !== targets.length)
                throw new Error(`a tick read ${tick.readings.length} of ${targets.length} instances`);
            lateMs.push(tick.lateMs);
            keep(tick);
        },
    });
    let report;
    try {
        await clock.sleep(windowMs, signal);
    }
    finally {
        report = await sampler.stop();
    }
    const seconds = (clock.now() - begun.at) / 1_000;
    return { ...report, processCores: (ownCpuSeconds() - begun.cpu) / seconds, lateMs };
}
//# sourceMappingURL=measure.js.map