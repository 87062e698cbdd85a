import { PassThrough } from 'node:stream';
import { argumentsOf } from '../../image/image.js';
import { messageOf } from '../../model/errors.js';
import { HOST_LABEL, OWNER_LABEL } from '../../model/owner.js';
import { LaunchError } from '../driver.js';
import { OutputLines } from '../output.js';
import { waitUntilReady } from '../readiness.js';
import { translate } from './errors.js';
import { createInstance } from './instance.js';
import { hostConfigOf } from './host-config.js';
import { removeContainer } from './remove-container.js';
/**
 * The timed path: create, attach, start, ready. The engine is asked nothing that a bare client would not ask.
 * Output is attached before the start, so that its first byte cannot be missed.
 */
export async function launchContainer(request) {
    const { context, engine, image, spec } = request;
    const { clock } = context;
    const marks = { intended: spec.intended, requested: clock.now() };
    const timeout = AbortSignal.timeout(spec.workload.timeoutMs);
    const signal = AbortSignal.any([request.signal, timeout]);
    const output = new OutputLines(clock);
    let container;
    try {
        if (!engine.images.isPresent(image)) {
            await engine.images.provide(image);
            marks.imageReady = clock.now();
        }
        container = await engine.docker.createContainer({ ...creationOf(request), abortSignal: signal });
        marks.created = clock.now();
        const stream = await container.attach({ stream: true, hijack: true, stdin: true, stdout: true, stderr: true, abortSignal: signal });
        const sink = new PassThrough();
        output.follow(sink);
        engine.docker.modem.demuxStream(stream, sink, sink);
        const exited = endOf(container, stream);
        const instance = createInstance({ ...request, container, stream, output, exited, marks });
        const ready = waitUntilReady(instance, spec.workload.ready, clock, signal);
        ready.catch(() => { }); // awaited below; a failing start call is reported first
        await container.start({ abortSignal: signal });
        marks.started = clock.now();
        marks.ready = await ready;
        if (output.firstByteAt !== undefined)
            marks.firstOutput = output.firstByteAt;
        return instance;
    }
    catch (error) {
        if (output.firstByteAt !== undefined)
            marks.firstOutput = output.firstByteAt;
        await removeWhatWasMade(request, container);
        request.signal.throwIfAborted();
        const said = output.tail(3);
        const why = timeout.aborted ? `not ready after ${spec.workload.timeoutMs} ms` : messageOf(translate(error, `launching ${request.name}-${spec.index}`));
        throw new LaunchError(timeout.aborted ? 'timeout' : 'failed', said === '' ? why : `${why}; it said: ${said}`, marks, error);
    }
}
/** A create call that was aborted may still have made its container, so it is looked for by name. */
async function removeWhatWasMade(request, container) {
    const made = container ?? request.engine.docker.getContainer(containerName(request));
    await removeContainer(made);
}
function containerName({ context, name, spec }) {
    return `${containerNamePrefix(context.owner.id, name)}${spec.index}`;
}
export function containerNamePrefix(ownerId, session) {
    return `isodense-${ownerId}-${session}-`;
}
function creationOf(request) {
    const { context, engine, image, options, spec } = request;
    const { workload } = spec;
    return {
        name: containerName(request),
        Image: engine.images.tagOf(image),
        Entrypoint: [...argumentsOf(image.config, workload.command)],
        Cmd: [],
        Env: Object.entries(workload.env).map(([key, value]) => `${key}=${value}`),
        Labels: { [OWNER_LABEL]: context.owner.id, [HOST_LABEL]: context.owner.hostId },
        OpenStdin: true,
        AttachStdin: true,
        AttachStdout: true,
        AttachStderr: true,
        Tty: false,
        HostConfig: hostConfigOf(options, spec.cpu, engine.cgroup.parent),
    };
}
/** The attached stream ends with the workload; then the engine knows how. */
function endOf(container, stream) {
    return new Promise((resolve) => {
        const settle = () => {
            container.inspect().then(({ State }) => resolve({ code: State.ExitCode, reason: State.OOMKilled ? 'out of memory' : State.Error === '' ? `exit ${State.ExitCode}` : State.Error }), () => resolve({ code: null, reason: 'removed' }));
        };
        stream.once('end', settle);
        stream.once('error', settle);
    });
}
//# sourceMappingURL=launch.js.map