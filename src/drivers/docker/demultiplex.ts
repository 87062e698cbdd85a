import type Dockerode from 'dockerode';
import { Transform, type TransformCallback } from 'node:stream';

/** What the client library's connection offers beyond its types. */
interface Modem {
  followProgress(stream: NodeJS.ReadableStream, finished: (error: Error | null) => void, progress: (event: { readonly error?: string }) => void): void;
}

export function modemOf(client: Dockerode | Dockerode.Container): Modem {
  return client.modem as Modem;
}

/** Stream type, three zeros, and the payload's length as a 32-bit number (Docker Engine API, attach: stream format). */
const HEADER = 8;

/**
 * Takes the headers out of an attached stream. Unlike the client library's own it hands payload on as it comes and holds
 * the engine back while nobody reads.
 */
class Demultiplexer extends Transform {
  #header = Buffer.alloc(0);
  /** Of the present payload, still to come. */
  #missing = 0;

  override _transform(chunk: Buffer, _: BufferEncoding, done: TransformCallback): void {
    for (let rest = chunk; rest.length > 0; ) {
      if (this.#missing > 0) {
        const payload = rest.subarray(0, this.#missing);
        this.push(payload);
        this.#missing -= payload.length;
        rest = rest.subarray(payload.length);
        continue;
      }
      const taken = rest.subarray(0, HEADER - this.#header.length);
      this.#header = Buffer.concat([this.#header, taken]);
      rest = rest.subarray(taken.length);
      if (this.#header.length < HEADER) break;
      this.#missing = this.#header.readUInt32BE(4);
      this.#header = Buffer.alloc(0);
    }
    done();
  }
}

/** Standard output and error of an attached stream, joined as they arrive. Ends when the stream ends, fails or is destroyed. */
export function joinedOutput(stream: NodeJS.ReadableStream): Transform {
  const joined = new Demultiplexer();
  stream.pipe(joined);
  stream.once('error', () => joined.end());
  stream.once('close', () => joined.end());
  return joined;
}
