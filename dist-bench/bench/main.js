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
import { describeError } from '../src/cli/describe-error.js';
import { EXIT, exitCodeOf } from '../src/cli/exit-codes.js';
import { watchInterruption } from '../src/cli/interrupt.js';
import { wallClock } from '../src/host/clock.js';
import { writeTextAtomically } from '../src/host/files.js';
import { processArguments, processTerminal, setExitCode } from '../src/host/process-io.js';
import { readKernelText } from '../src/host/procfs.js';
import { readTestbed } from '../src/store/testbed.js';
import { verdictOf } from './finding.js';
import { measureOwnCost } from './own-cost.js';
import { readSettings, USAGE } from './settings.js';
import { renderFindings } from './table.js';
const terminal = processTerminal();
async function run(settings, signal) {
    const startedAt = wallClock();
    const loadBefore = readKernelText('/proc/loadavg');
    const { findings, raw } = await measureOwnCost(settings, signal, (line) => terminal.err.write(`${line}\n`));
    terminal.out.write(`${renderFindings(findings)}\n`);
    const judged = findings.map((finding) => ({ ...finding, verdict: verdictOf(finding) }));
    if (judged.some(({ verdict }) => verdict === 'not decided on this host')) {
        terminal.out.write(settings.quick ? 'A quick look decides nothing.\n' : 'Where nothing is decided, the goal lies within the interval: repeat on a quieter host, or with more --rounds.\n');
    }
    const file = settings.out ?? join('reports', `bench-${startedAt.slice(0, 16).replaceAll(':', '')}.json`);
    writeTextAtomically(file, `${JSON.stringify({ schemaVersion: 1, startedAt, endedAt: wallClock(), loadBefore, settings, testbed: await readTestbed(), findings: judged, raw }, null, 1)}\n`);
    terminal.out.write(`Every number: ${file}\n`);
}
// Goals that are not met do not fail it: it tells what is. It fails when it could not measure.
{
    const env_1 = { stack: [], error: void 0, hasError: false };
    try {
        const interruption = __addDisposableResource(env_1, watchInterruption(terminal), false);
        try {
            const settings = readSettings(processArguments());
            if (settings === undefined)
                terminal.out.write(USAGE);
            else
                await run(settings, interruption.signal);
            setExitCode(EXIT.pass);
        }
        catch (error) {
            terminal.err.write(`${describeError(error, true)}\n`);
            setExitCode(interruption.exitCode() ?? exitCodeOf(error));
        }
    }
    catch (e_1) {
        env_1.error = e_1;
        env_1.hasError = true;
    }
    finally {
        __disposeResources(env_1);
    }
}
//# sourceMappingURL=main.js.map