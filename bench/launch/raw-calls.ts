import { request, type RequestOptions } from 'node:http';
import type { Duplex } from 'node:stream';
import { argumentsOf } from '../../src/image/image.ts';
import { HOST_LABEL, OWNER_LABEL } from '../../src/model/owner.ts';
import { READY, type Laboratory } from '../laboratory.ts';
import type { Arm } from './arms.ts';

/** The calls that a launch cannot do without: create, attach, start, and then the line that says READY. */
export function rawArm(laboratory: Laboratory): Arm {
  const engine = rawEngine(laboratory);
  const body = creationBody(laboratory);
  let index = 0;
  return {
    name: 'raw calls',
    launch: async () => {
      const name = `isodense-${laboratory.context.owner.id}-raw-${index++}`;
      let stream: Duplex | undefined;
      const remove = async (): Promise<void> => {
        await engine.remove(name);
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

/** The same container as the harness asks for; requireSameContainer checks it before anything is timed. */
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

/** Engine calls with Node's own HTTP client and nothing around it. */
export interface RawEngine {
  /** Resolves with the parsed answer, undefined when it is empty; rejects on any status but 2xx. */
  call(method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<unknown>;
  /** The upgraded connection of an attach call. */
  attach(containerId: string): Promise<Duplex>;
  /** Removes a container by name or id; it may be gone already (404) or being removed (409). */
  remove(container: string): Promise<void>;
}

class EngineRefusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export function rawEngine({ engine }: Laboratory): RawEngine {
  const { address } = engine.endpoint;
  if (!address.startsWith('unix://')) throw new Error(`expected an engine on a UNIX socket, got ${address}`);
  const socketPath = address.slice('unix://'.length);

  const call: RawEngine['call'] = (method, path, body) =>
    new Promise((resolve, reject) => {
      const text = body === undefined ? undefined : JSON.stringify(body);
      const headers =
        text === undefined
          ? {}
          : { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) };
      const asked = request({ socketPath, method, path, headers }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('error', reject);
        answer.on('end', () => {
          const said = Buffer.concat(chunks).toString();
          const status = answer.statusCode ?? 0;
          if (status >= 200 && status < 300) resolve(said === '' ? undefined : JSON.parse(said));
          else reject(new EngineRefusal(status, `${method} ${path}: ${status} ${said}`));
        });
      });
      asked.on('error', reject);
      asked.end(text);
    });

  const attach: RawEngine['attach'] = (containerId) =>
    new Promise((resolve, reject) => {
      const options: RequestOptions = {
        socketPath,
        method: 'POST',
        path: `/containers/${containerId}/attach?stream=1&stdin=1&stdout=1&stderr=1`,
        headers: { Connection: 'Upgrade', Upgrade: 'tcp' },
      };
      const asked = request(options, (answer) =>
        reject(new EngineRefusal(answer.statusCode ?? 0, `attach answered ${answer.statusCode}`)),
      );
      asked.on('upgrade', (_answer, socket, head) => {
        if (head.length > 0) socket.unshift(head);
        resolve(socket);
      });
      asked.on('error', reject);
      asked.end();
    });

  const remove: RawEngine['remove'] = async (container) => {
    try {
      await call('DELETE', `/containers/${container}?force=1&v=1`);
    } catch (error) {
      if (!(error instanceof EngineRefusal && (error.status === 404 || error.status === 409))) throw error;
    }
  };

  return { call, attach, remove };
}
