import type Dockerode from 'dockerode';
import { Transform, pipeline, type Readable } from 'node:stream';

/** One line of an engine's progress stream. */
export interface ProgressEvent {
  readonly error?: string;
  /** Text of a build. */
  readonly stream?: string;
}

/** Of the client library, beyond its types: what BuildKit says is decoded into `stream` as well. */
interface ProgressFollower {
  followProgress(
    stream: Readable,
    finished: (error: Error | null) => void,
    progress: (event: ProgressEvent) => void,
  ): void;
}

/** What an engine may say about one transfer or build: the client library keeps all of it. Bytes. */
const MOST_PROGRESS = 64 * 2 ** 20;

/**
 * Follows an engine's progress stream to its end; rejects with the error that it reports in the stream, and
 * when aborted.
 */
export function followProgress(
  docker: Dockerode,
  stream: Readable,
  signal: AbortSignal,
  onEvent: (event: ProgressEvent) => void = () => {},
): Promise<void> {
  const settled = new AbortController();
  return new Promise<void>((resolve, reject) => {
    const abort = (): void => {
      stream.destroy(); // the engine stops when its reader leaves
      reject(signal.reason as Error);
    };
    if (signal.aborted) return abort();
    signal.addEventListener('abort', abort, { once: true, signal: settled.signal });
    (docker as unknown as ProgressFollower).followProgress(
      bounded(stream),
      (error) => (error === null ? resolve() : reject(error)),
      (event) => {
        onEvent(event);
        if (event.error !== undefined) reject(new Error(event.error));
      },
    );
  }).finally(() => settled.abort());
}

function bounded(stream: Readable): Readable {
  let bytes = 0;
  const counter = new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      bytes += chunk.length;
      done(
        bytes > MOST_PROGRESS
          ? new Error(`the engine reported more than ${MOST_PROGRESS / 2 ** 20} MiB of progress`)
          : null,
        chunk,
      );
    },
  });
  return pipeline(stream, counter, () => {});
}
