import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { exitOf, startProcess } from '../../host/command.ts';
import { packageFile } from '../../host/files.ts';
import { nodeProgram } from '../../host/platform.ts';
import { dial } from '../../host/network.ts';

/**
 * The managed engine's containers are reachable from inside its network namespace only. The relay is a small
 * program that joins that namespace and passes connections on from a UNIX socket (bin/relay.js has its protocol).
 */
export interface Relay extends AsyncDisposable {
  /** Rejects with the error of the connection made inside, such as ECONNREFUSED. */
  dial(address: string, port: number, signal: AbortSignal): Promise<Duplex>;
}

export function openRelay(enginePid: number, stateDirectory: string): Relay {
  const socket = join(stateDirectory, 'relay.sock');
  let running: Promise<{ stop: () => Promise<void> }> | undefined;
  const start = async () => {
    const child = startProcess('nsenter', ['--target', String(enginePid), '--net', nodeProgram(), packageFile('bin/relay.js'), socket], { stdio: ['pipe', 'pipe', 'inherit'] });
    const exited = exitOf(child);
    await Promise.race([
      new Promise<void>((resolve) => child.stdout!.once('data', () => resolve())),
      exited.then(({ reason }) => Promise.reject(new Error(`the relay into the engine's network ended: ${reason}`))),
    ]);
    return {
      stop: async () => {
        child.stdin!.end(); // it ends when its standard input does, also when this process is killed
        await exited;
      },
    };
  };
  return {
    dial: async (address, port, signal) => {
      await (running ??= start()); // most workloads never need it
      const stream = await dial({ path: socket }, signal);
      stream.write(`${address} ${port}\n`);
      return answered(stream);
    },
    [Symbol.asyncDispose]: async () => {
      const relay = running;
      running = undefined;
      await (await relay)?.stop();
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
