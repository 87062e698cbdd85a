import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import type { Clock } from '../../host/clock.ts';
import { exitOf, startProcess } from '../../host/command.ts';
import { packageFile } from '../../host/files.ts';
import { nodeProgram } from '../../host/platform.ts';
import { dial } from '../../host/network.ts';
import { settlesWithin } from '../../host/settles-within.ts';
import { DEADLINES } from '../../model/deadlines.ts';
import { unlessAborted, within } from '../deadline.ts';

/**
 * The managed engine's containers are reachable from inside its network namespace only. The relay is a small
 * program that joins that namespace and passes connections on from a UNIX socket (bin/relay.js has its
 * protocol).
 */
export interface Relay extends AsyncDisposable {
  /**
   * Rejects with the error of the connection made inside, such as ECONNREFUSED. The signal ends the attempt.
   */
  dial(address: string, port: number, signal: AbortSignal): Promise<Duplex>;
}

interface RunningRelay {
  stop(): Promise<void>;
}

export function openRelay(enginePid: number, stateDirectory: string, clock: Clock): Relay {
  const socket = join(stateDirectory, 'relay.sock');
  const never = new AbortController().signal;
  let running: Promise<RunningRelay> | undefined;
  const start = async (): Promise<RunningRelay> => {
    const child = startProcess(
      'nsenter',
      ['--target', String(enginePid), '--net', nodeProgram(), packageFile('bin/relay.js'), socket],
      { stdio: ['pipe', 'pipe', 'inherit'] },
    );
    child.stdin!.on('error', () => {}); // it has ended
    const exited = exitOf(child);
    const endsWithin = (): Promise<boolean> => settlesWithin(clock, DEADLINES.relay, exited);
    const stop = async (): Promise<void> => {
      child.stdin!.end(); // it ends when its standard input does, also when this process is killed
      if (await endsWithin()) return;
      child.kill('SIGKILL');
      if (!(await endsWithin()))
        throw new Error(
          `the relay into the engine's network, process ${child.pid}, did not end after SIGKILL`,
        );
    };
    try {
      await within(clock, DEADLINES.relay, "the relay into the engine's network did not listen", never, () =>
        Promise.race([
          new Promise<void>((resolve) => child.stdout!.once('data', () => resolve())),
          exited.then(({ reason }) =>
            Promise.reject(new Error(`the relay into the engine's network ended: ${reason}`)),
          ),
        ]),
      );
    } catch (error) {
      await stop();
      throw error;
    }
    return { stop };
  };
  return {
    dial: async (address, port, signal) => {
      running ??= start(); // most workloads never need it
      running.catch(() => (running = undefined));
      await unlessAborted(running, signal);
      const stream = await dial({ path: socket }, signal);
      stream.write(`${address} ${port}\n`);
      try {
        return await within(
          clock,
          DEADLINES.relayedConnection,
          `the relay into the engine's network did not connect to ${address}:${port}`,
          signal,
          () => answered(stream),
        );
      } catch (error) {
        stream.destroy();
        throw error;
      }
    },
    [Symbol.asyncDispose]: async () => {
      const relay = running;
      running = undefined;
      await (await relay?.catch(() => undefined))?.stop();
    },
  };
}

/** The relay's first line is `ok` or the error's code. */
function answered(stream: Duplex): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    stream.once('error', reject);
    stream.once('close', () => reject(new Error('the relay closed the connection')));
    stream.once('data', (chunk: Buffer) => {
      const end = chunk.indexOf(10);
      const verdict = chunk.subarray(0, end).toString();
      if (verdict !== 'ok') return reject(new Error(verdict));
      if (end + 1 < chunk.length) stream.unshift(chunk.subarray(end + 1));
      return resolve(stream);
    });
  });
}
