import type Dockerode from 'dockerode';
import { PassThrough } from 'node:stream';

/** What the client library's connection offers beyond its types. */
interface Modem {
  demuxStream(stream: NodeJS.ReadableStream, stdout: NodeJS.WritableStream, stderr: NodeJS.WritableStream): void;
  followProgress(stream: NodeJS.ReadableStream, finished: (error: Error | null) => void, progress: (event: { readonly error?: string }) => void): void;
}

export function modemOf(client: Dockerode | Dockerode.Container): Modem {
  return client.modem as Modem;
}

/** Standard output and error of an attached stream, joined as they arrive (Docker Engine API, attach: stream format). */
export function joinedOutput(client: Dockerode | Dockerode.Container, stream: NodeJS.ReadableStream): PassThrough {
  const joined = new PassThrough();
  modemOf(client).demuxStream(stream, joined, joined);
  stream.once('end', () => joined.end());
  stream.once('error', () => joined.end());
  stream.once('close', () => joined.end());
  return joined;
}
