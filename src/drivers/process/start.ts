import type { Readable, Writable } from 'node:stream';
import type { Clock } from '../../host/clock.ts';
import { exitOf, startProcess, type ProcessExit } from '../../host/command.ts';
import { closeDescriptor } from '../../host/fifo.ts';
import type { LeasedFifo } from './fifo-pool.ts';
import type { CommandLine } from './launcher.ts';

/** Only a process that left its cgroup can hold the pipe open for longer. */
const DRAIN_MS = 500;

export interface StartedWorkload {
  readonly input: Writable;
  readonly exited: Promise<ProcessExit>;
  /** Resolves when the kernel has made the process; rejects when it could not. */
  readonly started: Promise<void>;
  /** Kills the process itself, wherever it is; nothing happens when it has ended. */
  kill(): void;
  /** Resolves when it has ended and all that it wrote has been read; what it left running may hold the pipe open for a while. */
  drained(clock: Clock): Promise<void>;
  /** After all of its processes have ended: takes in what they wrote last and gives the pipe back. */
  close(clock: Clock): Promise<void>;
}

/** Starts a program with the pipe as its output and error output, its input from a stream that the harness holds. */
export function startWorkload({ program, args }: CommandLine, env: Readonly<Record<string, string>>, fifo: LeasedFifo): StartedWorkload {
  const child = startProcess(program, args, { env, cwd: '/', stdio: ['pipe', fifo.writer, fifo.writer] });
  closeDescriptor(fifo.writer);
  const started = new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', reject);
  });
  const exited = exitOf(child);
  // Whoever launches hears of a failed start; these two must not end the harness when nobody listens any more.
  started.catch(() => {});
  exited.catch(() => {});
  const input = child.stdin;
  if (input === null) throw new Error(`${program} was started without an input`);
  input.on('error', () => {}); // EPIPE: it ended; `exited` tells
  fifo.reader.on('error', () => {}); // it ends; `close` waits for that
  const ended = closeOf(fifo.reader);
  const drained = async (clock: Clock): Promise<void> => {
    await exited.catch(() => {});
    const enough = new AbortController();
    await Promise.race([ended, clock.sleep(DRAIN_MS, enough.signal).catch(() => {})]);
    enough.abort();
  };
  return {
    input,
    exited,
    started,
    kill: () => void child.kill('SIGKILL'),
    drained,
    close: async (clock) => {
      await exited.catch(() => {});
      input.destroy();
      await drained(clock);
      fifo.reader.destroy();
      await ended;
      fifo.release();
    },
  };
}

function closeOf(stream: Readable): Promise<void> {
  return new Promise((resolve) => {
    stream.once('close', resolve);
  });
}
