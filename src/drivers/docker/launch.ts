import type Dockerode from 'dockerode';
import type { Duplex } from 'node:stream';
import { argumentsOf } from '../../image/image.ts';
import { messageOf } from '../../model/errors.ts';
import { HOST_LABEL, OWNER_LABEL } from '../../model/owner.ts';
import type { LaunchMarks } from '../../model/records.ts';
import { launchError, launchWithin, unlessAborted } from '../deadline.ts';
import type { Instance } from '../driver.ts';
import { repeatedVariables } from '../environment.ts';
import { LAST_WORDS, OutputLines } from '../output.ts';
import { waitUntilReady, withoutLine } from '../readiness.ts';
import { demultiplexed } from './demultiplex.ts';
import { translate, translateLastWords } from './errors.ts';
import { endOf } from './container-end.ts';
import { createInstance } from './instance.ts';
import { hostConfigOf } from './host-config.ts';
import type { LaunchRequest } from './launch-request.ts';
import { removeContainer } from './remove-container.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * The timed path: create, attach, start, ready. The engine is asked nothing that a bare client would not ask.
 * Output is attached before the start, so that its first byte cannot be missed.
 */
export async function launchContainer(request: LaunchRequest): Promise<Instance> {
  const { context, engine, image, spec } = request;
  const { clock } = context;
  const marks: Mutable<LaunchMarks> = { intended: spec.intended, requested: clock.now() };
  const output = new OutputLines(clock);
  let container: Dockerode.Container | undefined;
  try {
    return await launchWithin(clock, spec.workload.timeoutMs, request.signal, async (deadline) => {
      const { signal } = deadline;
      if (!engine.images.isPresent(image)) {
        deadline.saw('the image is not loaded');
        await unlessAborted(engine.images.provide(image), signal);
        marks.imageReady = clock.now();
      }
      deadline.saw(`the engine at ${engine.endpoint.address} has not created the container`);
      const made = (container = await engine.docker.createContainer({
        ...creationOf(request),
        abortSignal: signal,
      }));
      marks.created = clock.now();
      deadline.saw(`the engine at ${engine.endpoint.address} has not attached to the container`);
      // A hijacked connection is the raw socket, whatever the client library types it as.
      const stream = (await made.attach({
        stream: true,
        hijack: true,
        stdin: true,
        stdout: true,
        stderr: true,
        abortSignal: signal,
      })) as Duplex;
      const separated = demultiplexed(stream);
      output.follow(separated.output);
      output.follow(separated.errors, 'errors');
      const exited = endOf({
        container: made,
        outputEnded: separated.ended,
        cgroup: engine.cgroup.pathOf(made.id),
        clock,
      });
      const instance = createInstance({ ...request, container: made, stream, output, exited, marks });
      // A workload may be ready before the start call returns; but in a container that is not started nothing
      // can be run.
      const early =
        spec.workload.ready.kind === 'exec'
          ? undefined
          : waitUntilReady(instance, spec.workload.ready, clock, deadline);
      early?.catch(() => {}); // awaited below; a failing start call is reported first
      deadline.saw(`the engine at ${engine.endpoint.address} has not started the container`);
      await made.start({ abortSignal: signal });
      marks.started = clock.now();
      if (spec.workload.ready.kind === 'log') deadline.saw(withoutLine(spec.workload.ready.text));
      marks.ready = await (early ?? waitUntilReady(instance, spec.workload.ready, clock, deadline));
      if (output.firstByteAt !== undefined) marks.firstOutput = output.firstByteAt;
      return instance;
    });
  } catch (error) {
    if (output.firstByteAt !== undefined) marks.firstOutput = output.firstByteAt;
    // What stays is looked for again when the session closes, which says so: here, what ended the launch says
    // more.
    await removeWhatWasMade(request, container).catch((refusal: unknown) => context.log(messageOf(refusal)));
    request.signal.throwIfAborted();
    const doing = `launching ${request.name}-${spec.index}`;
    const words = output.tail(LAST_WORDS);
    throw launchError(translateLastWords(words, doing) ?? translate(error, doing), marks, words);
  }
}

/** A create call that was aborted may still have made its container, so it is looked for by name. */
async function removeWhatWasMade(
  request: LaunchRequest,
  container: Dockerode.Container | undefined,
): Promise<void> {
  const made = container ?? request.engine.docker.getContainer(containerName(request));
  await removeContainer(made);
}

function containerName({ context, name, spec }: LaunchRequest): string {
  return `${containerNamePrefix(context.owner.id, name)}${spec.index}`;
}

export function containerNamePrefix(ownerId: string, session: string): string {
  return `isodense-${ownerId}-${session}-`;
}

function creationOf(request: LaunchRequest): Dockerode.ContainerCreateOptions {
  const { context, engine, image, options, hardening, spec } = request;
  const { workload } = spec;
  return {
    name: containerName(request),
    Image: engine.images.tagOf(image),
    Entrypoint: [...argumentsOf(image, workload.command)],
    Cmd: [],
    // The first of a name counts.
    Env: [
      ...Object.entries(workload.env).map(([key, value]) => `${key}=${value}`),
      ...repeatedVariables(image.config).filter(
        (entry) => !Object.hasOwn(workload.env, entry.slice(0, entry.indexOf('='))),
      ),
    ],
    Labels: { [OWNER_LABEL]: context.owner.id, [HOST_LABEL]: context.owner.hostId },
    OpenStdin: true,
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
    Tty: false,
    // It would run in containers only, and take time from what is measured.
    Healthcheck: { Test: ['NONE'] },
    ...(options.user === undefined ? {} : { User: options.user }),
    HostConfig: { ...hostConfigOf(options, spec, engine.cgroup.parent), ...hardening },
  };
}
