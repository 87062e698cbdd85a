import { exitOf, startProcess } from '../../src/host/command.ts';
import { findProgram } from '../../src/host/files.ts';
import { argumentsOf } from '../../src/image/image.ts';
import { HOST_LABEL, OWNER_LABEL } from '../../src/model/owner.ts';
import { READY, type Laboratory } from '../laboratory.ts';
import type { Arm } from './arms.ts';
import { rawEngine } from './raw-calls.ts';

/** `docker run` as a person types it; undefined where docker is not installed. */
export function dockerRunArm(laboratory: Laboratory): Arm | undefined {
  const program = findProgram('docker');
  if (program === undefined) return undefined;
  const { context, engine, image, options } = laboratory;
  const raw = rawEngine(laboratory);
  const [entrypoint = '', ...rest] = argumentsOf(image, undefined);
  let index = 0;
  return {
    name: 'docker run',
    launch: async () => {
      const name = `isodense-${context.owner.id}-cli-${index++}`;
      const args = [
        ['--host', engine.endpoint.address, 'run', '--rm', '--interactive'],
        ['--pull', 'never', '--name', name],
        ['--label', `${OWNER_LABEL}=${context.owner.id}`, '--label', `${HOST_LABEL}=${context.owner.hostId}`],
        ['--network', options.network, '--cgroup-parent', engine.cgroup.parent, '--log-driver', 'none'],
        options.runtime === undefined ? [] : ['--runtime', options.runtime],
        ['--entrypoint', entrypoint, engine.images.tagOf(image), ...rest],
      ].flat();
      const child = startProcess(program, args, { stdio: ['pipe', 'pipe', 'pipe'] });
      const ended = exitOf(child, 'close');
      ended.catch(() => {}); // a program that cannot be started is reported below
      let said = '';
      child.stderr!.on('data', (chunk: Buffer) => (said += chunk.toString()));
      child.stdin!.on('error', () => {}); // it may be gone before its input is closed
      const remove = async (): Promise<void> => {
        await raw.remove(name);
        child.stdin!.end();
        await ended;
      };
      const ready = new Promise<void>((resolve) => {
        let seen = '';
        child.stdout!.on('data', (chunk: Buffer) => {
          seen += chunk.toString('latin1');
          if (seen.includes(READY)) resolve();
        });
      });
      try {
        await Promise.race([
          ready,
          ended.then(({ reason }) =>
            Promise.reject(new Error(`docker run ended (${reason}) before it was ready: ${said.trim()}`)),
          ),
        ]);
        return { id: name, [Symbol.asyncDispose]: remove };
      } catch (error) {
        await remove();
        throw error;
      }
    },
  };
}
