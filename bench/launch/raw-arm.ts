import type { Duplex } from 'node:stream';
import { argumentsOf } from '../../src/image/image.ts';
import { HOST_LABEL, OWNER_LABEL } from '../../src/model/owner.ts';
import type { Laboratory } from '../laboratory.ts';
import { READY, type Arm } from './arm.ts';
import { rawEngine, removeRaw } from './raw-calls.ts';

/** The calls that a launch cannot do without: create, attach, start, and then the line that says READY. */
export function rawArm(laboratory: Laboratory): Arm {
  const engine = rawEngine(socketOf(laboratory));
  const body = creationBody(laboratory);
  let index = 0;
  return {
    name: 'raw calls',
    launch: async () => {
      const name = `isodense-${laboratory.context.owner.id}-raw-${index++}`;
      let stream: Duplex | undefined;
      const remove = async (): Promise<void> => {
        await removeRaw(engine, name);
        stream?.destroy();
      };
      try {
        const { Id } = (await engine.call('POST', `/containers/create?name=${name}`, body)) as { Id: string };
        stream = await engine.attach(Id);
        const ready = outputWith(stream, READY);
        await Promise.all([engine.call('POST', `/containers/${Id}/start`), ready]);
        return { id: Id, [Symbol.asyncDispose]: remove };
      } catch (error) {
        await remove();
        throw error;
      }
    },
  };
}

export function socketOf({ engine }: Laboratory): string {
  const { address } = engine.endpoint;
  if (!address.startsWith('unix://')) throw new Error(`expected an engine on a UNIX socket, got ${address}`);
  return address.slice('unix://'.length);
}

/** The same container as the harness asks for; that it is the same is checked before anything is timed. */
function creationBody({ context, engine, image, options }: Laboratory): unknown {
  return {
    Image: engine.images.tagOf(image),
    Entrypoint: argumentsOf(image, undefined),
    Cmd: [],
    Env: [],
    Labels: { [OWNER_LABEL]: context.owner.id, [HOST_LABEL]: context.owner.hostId },
    OpenStdin: true,
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
    Tty: false,
    Healthcheck: { Test: ['NONE'] },
    HostConfig: {
      NetworkMode: options.network,
      CgroupParent: engine.cgroup.parent,
      LogConfig: { Type: 'none', Config: {} },
      Runtime: options.runtime,
    },
  };
}

/** The engine frames each write of the workload, so a line that is written whole arrives whole. */
function outputWith(stream: Duplex, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let seen = '';
    stream.on('data', (chunk: Buffer) => {
      seen += chunk.toString('latin1');
      if (seen.includes(text)) resolve();
    });
    stream.once('error', reject);
    stream.once('end', () => reject(new Error(`the output ended before ${text}: ${seen}`)));
  });
}
