import type Dockerode from 'dockerode';
import { cgroupProcesses } from '../../host/cgroup.ts';
import { IsodenseError } from '../../model/errors.ts';
import type { LaunchMarks } from '../../model/records.ts';
import type { Instance } from '../driver.ts';
import { LAST_WORDS, type OutputLines } from '../output.ts';
import type { Duplex } from 'node:stream';
import { configurationOf } from './configuration.ts';
import { execIn } from './exec.ts';
import { OwnListener } from '../own-listener.ts';
import type { LaunchRequest } from './launch-request.ts';
import { removeContainer } from './remove-container.ts';
import { scopesOf } from './scopes.ts';

export interface ContainerParts extends LaunchRequest {
  readonly container: Dockerode.Container;
  readonly stream: Duplex;
  readonly output: OutputLines;
  readonly exited: Instance['exited'];
  readonly marks: LaunchMarks;
}

export function createInstance(parts: ContainerParts): Instance {
  const { container, engine, output, stream, options, spec } = parts;
  let removal: Promise<void> | undefined;
  const instance: Instance = {
    id: container.id.slice(0, 12),
    index: spec.index,
    marks: parts.marks,
    exited: parts.exited,
    scopes: () => (removal === undefined ? scopesOf(engine.cgroup.pathOf(container.id)) : []),
    send: (line) => {
      stream.write(`${line}\n`);
    },
    onLine: (listener) => output.onLine(listener),
    onText: (text, found) => output.onText(text, found),
    lastWords: async () => output.tail(LAST_WORDS),
    exec: (command, signal) => execIn(container, engine, command, signal),
    configuration: async () => configurationOf(await container.inspect(), engine),
    ...(options.network === 'none' ? {} : { dial: dialFor(parts) }),
    [Symbol.asyncDispose]: () =>
      (removal ??= dispose(container, parts).then(() => parts.onRemoved(instance))),
  };
  return instance;
}

async function dispose(
  container: Dockerode.Container,
  { stream, output, name }: ContainerParts,
): Promise<void> {
  try {
    output.hurry(); // an engine waits a while for output that nobody reads
    await removeContainer(container);
  } catch (error) {
    throw new IsodenseError(
      'internal',
      `the container ${container.id.slice(0, 12)} of ${name} could not be removed`,
      { hint: 'run isodense sweep when the engine is well again', cause: error },
    );
  } finally {
    stream.destroy();
  }
}

/**
 * On the host's network the workload listens on the engine's loopback, where others may, too; otherwise on
 * its own address.
 */
function dialFor({ container, engine, options }: ContainerParts): NonNullable<Instance['dial']> {
  if (options.network !== 'host')
    return async (port, signal) => engine.dial(await addressOf(container), port, signal);
  const listener = new OwnListener(() => cgroupProcesses(engine.cgroup.pathOf(container.id)));
  return async (port, signal) => {
    listener.mustAnswer(port, engine.network);
    return await engine.dial('127.0.0.1', port, signal);
  };
}

async function addressOf(container: Dockerode.Container): Promise<string> {
  const { NetworkSettings } = await container.inspect();
  const address = Object.values(NetworkSettings.Networks)[0]?.IPAddress;
  if (address === undefined || address === '') throw new Error('the container has no address yet');
  return address;
}
