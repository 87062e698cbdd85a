var __addDisposableResource = (this && this.__addDisposableResource) || function (env, value, async) {
    if (value !== null && value !== void 0) {
        if (typeof value !== "object" && typeof value !== "function") throw new TypeError("Object expected.");
        var dispose, inner;
        if (async) {
            if (!Symbol.asyncDispose) throw new TypeError("Symbol.asyncDispose is not defined.");
            dispose = value[Symbol.asyncDispose];
        }
        if (dispose === void 0) {
            if (!Symbol.dispose) throw new TypeError("Symbol.dispose is not defined.");
            dispose = value[Symbol.dispose];
            if (async) inner = dispose;
        }
        if (typeof dispose !== "function") throw new TypeError("Object not disposable.");
        if (inner) dispose = function() { try { inner.call(this); } catch (e) { return Promise.reject(e); } };
        env.stack.push({ value: value, dispose: dispose, async: async });
    }
    else if (async) {
        env.stack.push({ async: true });
    }
    return value;
};
var __disposeResources = (this && this.__disposeResources) || (function (SuppressedError) {
    return function (env) {
        function fail(e) {
            env.error = env.hasError ? new SuppressedError(e, env.error, "An error was suppressed during disposal.") : e;
            env.hasError = true;
        }
        var r, s = 0;
        function next() {
            while (r = env.stack.pop()) {
                try {
                    if (!r.async && s === 1) return s = 0, env.stack.push(r), Promise.resolve().then(next);
                    if (r.dispose) {
                        var result = r.dispose.call(r.value);
                        if (r.async) return s |= 2, Promise.resolve(result).then(next, function(e) { fail(e); return next(); });
                    }
                    else s |= 1;
                }
                catch (e) {
                    fail(e);
                }
            }
            if (s === 1) return env.hasError ? Promise.reject(env.error) : Promise.resolve();
            if (env.hasError) throw env.error;
        }
        return next();
    };
})(typeof SuppressedError === "function" ? SuppressedError : function (error, suppressed, message) {
    var e = new Error(message);
    return e.name = "SuppressedError", e.error = error, e.suppressed = suppressed, e;
});
import { join } from 'node:path';
import { bookkeepingFindings } from './bookkeeping/findings.js';
import { measureBookkeeping } from './bookkeeping/measure.js';
import { measureRecordWriting } from './bookkeeping/record-writing.js';
import { startStubEngine } from './bookkeeping/stub-engine.js';
import { openLaboratory } from './laboratory.js';
import { commandLineArm } from './launch/command-line-arm.js';
import { compareArms, typicalLaunch } from './launch/compare.js';
import { launchFindings } from './launch/findings.js';
import { harnessArm } from './launch/harness-arm.js';
import { rawArm } from './launch/raw-arm.js';
import { requireSameContainer } from './launch/same-container.js';
import { populate } from './sampler/containers.js';
import { samplerFindings } from './sampler/findings.js';
import { sampleWindow } from './sampler/measure.js';
export async function measureOwnCost(settings, signal, progress) {
    const env_1 = { stack: [], error: void 0, hasError: false };
    try {
        const { bookkeeping, writing } = await withoutEngine(settings, signal, progress);
        const laboratory = __addDisposableResource(env_1, await openLaboratory(undefined, signal), true);
        progress(`engine: ${laboratory.engine.managed ? "isodense's own" : laboratory.engine.endpoint.address}, version ${laboratory.engine.version}`);
        const launches = await compareLaunches(laboratory, settings, signal, progress);
        const sampler = await measureSampler(laboratory, settings, signal, progress);
        const findings = settings.launch.concurrencies.flatMap((concurrency) => [
            ...launchFindings(launches[concurrency], concurrency),
            ...bookkeepingFindings(bookkeeping[concurrency], concurrency, typicalLaunch(launches[concurrency], 'raw calls')),
        ]);
        return { findings: [...findings, writing, ...samplerFindings(sampler, settings.sampler.instances)], raw: { bookkeeping, launches, sampler } };
    }
    catch (e_1) {
        env_1.error = e_1;
        env_1.hasError = true;
    }
    finally {
        const result_1 = __disposeResources(env_1);
        if (result_1)
            await result_1;
    }
}
async function withoutEngine(settings, signal, progress) {
    const env_2 = { stack: [], error: void 0, hasError: false };
    try {
        const stub = __addDisposableResource(env_2, await startStubEngine(), true);
        const laboratory = __addDisposableResource(env_2, await openLaboratory(stub.address, signal), true);
        const harness = harnessArm(laboratory, signal);
        const raw = rawArm(laboratory);
        const bookkeeping = {};
        for (const concurrency of settings.launch.concurrencies) {
            progress(`bookkeeping at concurrency ${concurrency}, engine stubbed`);
            bookkeeping[concurrency] = await measureBookkeeping(harness, raw, concurrency, settings.bookkeeping, signal);
        }
        const writing = await measureRecordWriting(join(laboratory.context.stateDirectory, 'samples.jsonl'), 5_000);
        return { bookkeeping, writing };
    }
    catch (e_2) {
        env_2.error = e_2;
        env_2.hasError = true;
    }
    finally {
        const result_2 = __disposeResources(env_2);
        if (result_2)
            await result_2;
    }
}
async function compareLaunches(laboratory, settings, signal, progress) {
    const harness = harnessArm(laboratory, signal);
    const raw = rawArm(laboratory);
    const commandLine = commandLineArm(laboratory);
    if (commandLine === undefined)
        progress('docker run: no docker command on PATH, left out');
    await requireSameContainer(laboratory, harness, raw);
    const arms = [harness, raw, ...(commandLine === undefined ? [] : [commandLine])];
    const launches = {};
    for (const concurrency of settings.launch.concurrencies) {
        launches[concurrency] = await compareArms({ arms, concurrency, settings: settings.launch, clock: laboratory.context.clock, signal, progress });
    }
    return launches;
}
async function measureSampler(laboratory, { sampler }, signal, progress) {
    const env_3 = { stack: [], error: void 0, hasError: false };
    try {
        const { clock } = laboratory.context;
        progress(`sampler: launching ${sampler.instances} containers`);
        const population = __addDisposableResource(env_3, await populate(laboratory, sampler.instances, signal), true);
        const take = () => sampleWindow(population.targets, sampler.windowMs, clock, signal, () => { });
        await take(); // lets the compiler see the code first; not counted
        const windows = [];
        while (windows.length < sampler.windows) {
            windows.push(await take());
            progress(`sampler: window ${windows.length} of ${sampler.windows}, ${(windows.at(-1).processCores * 100).toFixed(2)}% of a core`);
        }
        return windows;
    }
    catch (e_3) {
        env_3.error = e_3;
        env_3.hasError = true;
    }
    finally {
        const result_3 = __disposeResources(env_3);
        if (result_3)
            await result_3;
    }
}
//# sourceMappingURL=own-cost.js.map