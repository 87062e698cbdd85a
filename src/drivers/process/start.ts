import type { Readable, Writable } from 'node:stream';
import type { CallFailure, CallList } from '../../host/calls/call-list.ts';
import type { Clock } from '../../host/clock.ts';
import { exitOf, startProcess } from '../../host/command.ts';
import type { ProcessExit } from '../../host/process-group.ts';
import { closeDescriptor } from '../../host/fifo.ts';
import type { Channels } from './fifo-pool.ts';

/** Only a process that left its cgroup can hold the pipe open for longer. */
const DRAIN_MS = 500;

export interface WorkloadStart {
  /** The program that makes the calls, by which it becomes the workload. */
  readonly program: string;
  readonly calls: CallList;
  /** The error for a failed call. */
  readonly failed: (failure: CallFailure) => Error;
}

export interface StartedWorkload {
  readonly input: Writable;
  /** Rejects when the process did not become the workload. */
  readonly exited: Promise<ProcessExit>;
  /** Resolves when the kernel has made the process; rejects when it could not. */
  readonly started: Promise<void>;
  /** Kills the process itself, wherever it is; nothing happens when it has ended. */
  kill(): void;
  /**
   * Resolves when it has ended and all that it wrote has been read; what it left running may hold the pipe
   * open for a while.
   */
  drained(clock: Clock): Promise<void>;
  /** After all of its processes have ended: takes in what they wrote last and gives the pipe back. */
  close(clock: Clock): Promise<void>;
}

/** Starts a program on a workload's channels. */
export function startWorkload(
  { program, calls, failed }: WorkloadStart,
  channels: Channels,
): StartedWorkload {
  const { input, output, report } = channels;
  const child = startProcess(program, calls.arguments(), {
    env: {},
    cwd: '/',
    stdio: [input.reader, output.writer, output.writer, report],
  });
  for (const descriptor of [input.reader, output.writer, report]) closeDescriptor(descriptor);
  const started = new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', reject);
  });
  const exited = exitOf(child).then((end) => {
    const failure = calls.failureOf(channels.reported());
    if (failure !== undefined) throw failed(failure);
    return end;
  });
  // Whoever launches hears of a failed start; these two must not end the harness when nobody listens any
  // more.
  started.catch(() => {});
  exited.catch(() => {});
  input.writer.on('error', () => {}); // EPIPE: it ended; `exited` tells
  output.reader.on('error', () => {}); // it ends; `close` waits for that
  const ended = closeOf(output.reader);
  const drained = async (clock: Clock): Promise<void> => {
    await exited.catch(() => {});
    const enough = new AbortController();
    await Promise.race([ended, clock.sleep(DRAIN_MS, enough.signal).catch(() => {})]);
    enough.abort();
  };
  return {
    input: input.writer,
    exited,
    started,
    kill: () => void child.kill('SIGKILL'),
    drained,
    close: async (clock) => {
      await exited.catch(() => {});
      input.writer.destroy();
      await drained(clock);
      output.reader.destroy();
      await ended;
      channels.release();
    },
  };
}

function closeOf(stream: Readable): Promise<void> {
  return new Promise((resolve) => {
    stream.once('close', resolve);
  });
}
