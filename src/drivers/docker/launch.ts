import type Dockerode from 'dockerode';
import type { Duplex } from 'node:stream';
import { argumentsOf, type PreparedImage } from '../../image/image.ts';
import { HOST_LABEL, OWNER_LABEL } from '../../model/owner.ts';
import type { Instance } from '../driver.ts';
import { repeatedVariables } from '../environment.ts';
import type { LaunchSteps } from '../launching.ts';
import { waitUntilReady, withoutLine } from '../readiness.ts';
import { demultiplexed } from './demultiplex.ts';
import { translate, translateLastWords } from './errors.ts';
import { endOf } from './container-end.ts';
import { createInstance } from './instance.ts';
import { hostConfigOf } from './host-config.ts';
import type { LaunchRequest } from './launch-request.ts';
import { removeContainer } from './remove-container.ts';

/**
 * The timed path: create, attach, start, ready. The engine is asked nothing that a bare client would not ask.
 * Output is attached before the start, so that its first byte cannot be missed.
 */
export function containerSteps(request: LaunchRequest): LaunchSteps<Instance, PreparedImage> {
  const { engine, image, spec } = request;
  const { ready } = spec.workload;
  const engineName = `the engine at ${engine.endpoint.address}`;
  const doing = `launching ${request.name}-${spec.index}`;
  let container: Dockerode.Container | undefined;
  return {
    findImage: () => (engine.images.isPresent(image) ? image : undefined),
    provideImage: async () => {
      await engine.images.provide(image);
      return image;
    },
    create: async (launch) => {
      const { clock, marks, output, signal } = launch;
      launch.saw(`${engineName} has not created the container`);
      container = await engine.docker.createContainer({ ...creationOf(request), abortSignal: signal });
      marks.created = clock.now();
      launch.saw(`${engineName} has not attached to the container`);
      // A hijacked connection is the raw socket, whatever the client library types it as.
      const stream = (await container.attach({
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
        container,
        outputEnded: separated.ended,
        cgroup: engine.cgroup.pathOf(container.id),
        clock,
      });
      return createInstance({ ...request, container, stream, output, exited, marks });
    },
    start: async (launch, instance) => {
      const { clock, marks, signal } = launch;
      // A workload may be ready before the start call returns; but in a container that is not started nothing
      // can be run.
      const early = ready.kind === 'exec' ? undefined : waitUntilReady(instance, ready, clock, launch);
      early?.catch(() => {}); // awaited below; a failing start call is reported first
      launch.saw(`${engineName} has not started the container`);
      await container!.start({ abortSignal: signal });
      marks.started = clock.now();
      if (ready.kind === 'log') launch.saw(withoutLine(ready.text));
      marks.ready = await (early ?? waitUntilReady(instance, ready, clock, launch));
    },
    cleanUp: (instance) => removeWhatWasMade(request, instance, container),
    translate: (error, lastWords) => translateLastWords(lastWords, doing) ?? translate(error, doing),
  };
}

/** A create call that was aborted may still have made its container, so it is looked for by name. */
async function removeWhatWasMade(
  request: LaunchRequest,
  instance: Instance | undefined,
  container: Dockerode.Container | undefined,
): Promise<void> {
  if (instance !== undefined) return await instance[Symbol.asyncDispose]();
  await removeContainer(container ?? request.engine.docker.getContainer(containerName(request)));
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
