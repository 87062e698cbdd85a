import { PassThrough } from 'node:stream';
import { IsodenseError } from '../../model/errors.js';
import { configurationOf } from './configuration.js';
import { translate } from './errors.js';
import { removeContainer } from './remove-container.js';
import { scopesOf } from './scopes.js';
export function createInstance(parts) {
    const { container, engine, output, stream, options, spec, name } = parts;
    let removal;
    return {
        id: container.id.slice(0, 12),
        index: spec.index,
        marks: parts.marks,
        exited: parts.exited,
        scopes: () => (removal === undefined ? scopesOf(engine.cgroup.pathOf(container.id)) : []),
        send: (line) => {
            stream.write(`${line}\n`);
        },
        onLine: (listener) => output.onLine(listener),
        exec: (command, signal) => execIn(container, command, signal),
        configuration: async () => configurationOf(await container.inspect(), engine),
        ...(options.network === 'none' ? {} : { dial: async (port, signal) => engine.dial(await addressOf(container, options.network), port, signal) }),
        [Symbol.asyncDispose]: () => (removal ??= dispose(container, stream, name)),
    };
}
async function dispose(container, stream, name) {
    try {
        await removeContainer(container);
    }
    catch (error) {
        throw new IsodenseError('internal', `the container ${container.id.slice(0, 12)} of ${name} could not be removed`, { hint: 'run isodense sweep when the engine is well again', cause: error });
    }
    finally {
        if ('destroy' in stream && typeof stream.destroy === 'function')
            stream.destroy();
    }
}
/** On the host's network the workload listens on the engine's loopback; otherwise on its own address. */
async function addressOf(container, network) {
    if (network === 'host')
        return '127.0.0.1';
    const { NetworkSettings } = await container.inspect();
    const address = Object.values(NetworkSettings.Networks)[0]?.IPAddress;
    if (address === undefined || address === '')
        throw new Error('the container has no address yet');
    return address;
}
async function execIn(container, command, signal) {
    try {
        const exec = await container.exec({ Cmd: [...command], AttachStdout: true, AttachStderr: true, abortSignal: signal });
        const stream = await exec.start({ hijack: true, stdin: false, abortSignal: signal });
        const sink = new PassThrough();
        container.modem.demuxStream(stream, sink, sink);
        stream.once('end', () => sink.end());
        stream.once('error', () => sink.end());
        let output = '';
        for await (const chunk of sink)
            output += chunk.toString();
        const { ExitCode } = await exec.inspect();
        return { code: ExitCode ?? -1, output };
    }
    catch (error) {
        signal.throwIfAborted();
        throw translate(error, `running ${command.join(' ')} inside a container`);
    }
}
//# sourceMappingURL=instance.js.map