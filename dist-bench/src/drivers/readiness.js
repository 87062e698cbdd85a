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
import { IsodenseError, messageOf } from '../model/errors.js';
/**
 * Resolves with the time at which the workload's readiness rule first held. `log` is pushed by the workload;
 * the others are polled every `intervalMs`, which is their resolution. Rejects when the workload ends first.
 */
export async function waitUntilReady(instance, rule, clock, signal) {
    const settled = new AbortController();
    const both = AbortSignal.any([signal, settled.signal]);
    try {
        return await Promise.race([
            rule.kind === 'log' ? lineWith(instance, rule.text, both) : polled(instance, rule, clock, both),
            instance.exited.then(({ reason }) => {
                throw new Error(`the workload ended (${reason}) before it was ready`);
            }),
        ]);
    }
    finally {
        settled.abort(new Error('readiness settled'));
    }
}
function lineWith(instance, text, signal) {
    return new Promise((resolve, reject) => {
        const stop = instance.onLine((line) => {
            if (line.text.includes(text))
                resolve(line.atMs);
        });
        signal.addEventListener('abort', () => {
            stop();
            reject(signal.reason instanceof Error ? signal.reason : new Error(messageOf(signal.reason)));
        }, { once: true });
    });
}
async function polled(instance, rule, clock, signal) {
    for (;;) {
        if (await holds(instance, rule, signal))
            return clock.now();
        await clock.sleep(rule.intervalMs, signal);
    }
}
async function holds(instance, rule, signal) {
    if (rule.kind === 'exec') {
        if (instance.exec === undefined)
            throw unreachable('exec', 'this technology offers no way to run a command inside');
        return (await instance.exec(rule.command, signal)).code === 0;
    }
    if (instance.dial === undefined)
        throw unreachable(rule.kind, 'the variant has no network that the harness can reach');
    try {
        const env_1 = { stack: [], error: void 0, hasError: false };
        try {
            const connection = __addDisposableResource(env_1, disposable(await instance.dial(rule.port, signal)), true);
            return rule.kind === 'tcp' || (await answers(connection.stream, rule.path));
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
    catch (error) {
        signal.throwIfAborted();
        if (error instanceof IsodenseError)
            throw error;
        return false; // refused: not listening yet
    }
}
function unreachable(kind, why) {
    return new IsodenseError('usage', `workload.ready: ${kind} cannot be asked: ${why}`, {
        hint: 'use ready: { log: TEXT }, or give the variant a network',
    });
}
function disposable(stream) {
    return {
        stream,
        [Symbol.asyncDispose]: async () => {
            stream.destroy();
        },
    };
}
/** True for a 2xx or 3xx answer to a GET. */
function answers(stream, path) {
    return new Promise((resolve) => {
        let head = '';
        stream.on('data', (chunk) => {
            head += chunk.toString();
            if (head.length >= 12)
                resolve(/^HTTP\/1\.[01] [23]/.test(head));
        });
        stream.on('error', () => resolve(false));
        stream.on('close', () => resolve(false));
        stream.write(`GET ${path} HTTP/1.1\r\nHost: instance\r\nConnection: close\r\n\r\n`);
    });
}
//# sourceMappingURL=readiness.js.map