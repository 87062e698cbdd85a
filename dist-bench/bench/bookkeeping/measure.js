import { mean } from 'simple-statistics';
import { Bench } from 'tinybench';
import { mirroredOrder } from '../mirrored-order.js';
/**
 * Times both arms against an engine that answers at once. The difference is what the harness does beyond the raw
 * calls (client library, marks, deadline, readiness, lines), without the noise of containers being started.
 */
export async function measureBookkeeping(harness, raw, concurrency, settings, signal) {
    const round = async (index) => {
        const times = new Map([[harness, []], [raw, []]]);
        for (const arm of mirroredOrder([harness, raw], index)) {
            signal.throwIfAborted();
            times.get(arm).push(await medianBatch(arm, concurrency, settings.iterations));
        }
        return { harness: mean(times.get(harness)), raw: mean(times.get(raw)) };
    };
    await round(0); // lets the compiler see the code first; not counted
    const rounds = [];
    for (let index = 0; index < settings.rounds; index += 1)
        rounds.push(await round(index));
    return rounds;
}
async function medianBatch(arm, concurrency, iterations) {
    let launched = [];
    const bench = new Bench({ iterations, time: 0, warmup: false, throws: true });
    bench.add(arm.name, async () => {
        launched = await Promise.all(Array.from({ length: concurrency }, () => arm.launch()));
    }, {
        afterEach: async () => {
            await Promise.all(launched.map((instance) => instance[Symbol.asyncDispose]()));
        },
    });
    const [task] = await bench.run();
    if (task?.result.state !== 'completed')
        throw new Error(`timing ${arm.name} ended as ${task?.result.state}`);
    return task.result.latency.p50;
}
//# sourceMappingURL=measure.js.map