import { PassThrough, Writable } from 'node:stream';

/**
 * Stream type, three zeros, and the payload's length as a 32-bit number (Docker Engine API, attach: stream
 * format).
 */
const HEADER = 8;
const STDERR = 2;

/**
 * Takes the headers out of an attached stream. Unlike the client library's own it hands payload on as it
 * comes and holds the engine back while nobody reads.
 */
class Demultiplexer extends Writable {
  readonly output = new PassThrough();
  readonly errors = new PassThrough();
  #header = Buffer.alloc(0);
  #target = this.output;
  /** Of the present payload, still to come. */
  #missing = 0;

  override _write(chunk: Buffer, _: BufferEncoding, done: () => void): void {
    const full = new Set<PassThrough>();
    for (let rest = chunk; rest.length > 0;) {
      if (this.#missing > 0) {
        const payload = rest.subarray(0, this.#missing);
        if (!this.#target.write(payload)) full.add(this.#target);
        this.#missing -= payload.length;
        rest = rest.subarray(payload.length);
        continue;
      }
      const taken = rest.subarray(0, HEADER - this.#header.length);
      this.#header = Buffer.concat([this.#header, taken]);
      rest = rest.subarray(taken.length);
      if (this.#header.length < HEADER) break;
      this.#target = this.#header[0] === STDERR ? this.errors : this.output;
      this.#missing = this.#header.readUInt32BE(4);
      this.#header = Buffer.alloc(0);
    }
    const waiting = new Set([...full].filter(({ destroyed }) => !destroyed));
    if (waiting.size === 0) return done();
    for (const one of waiting) {
      const free = (): void => {
        one.off('drain', free).off('close', free);
        waiting.delete(one);
        if (waiting.size === 0) done();
      };
      one.on('drain', free).on('close', free);
    }
  }

  override _final(done: () => void): void {
    this.output.end();
    this.errors.end();
    done();
  }
}

export interface Demultiplexed {
  readonly output: PassThrough;
  readonly errors: PassThrough;
  /** Resolves when both have been read to their end. */
  readonly ended: Promise<unknown>;
}

/** Standard output and error of an attached stream. They end when it ends, fails or is destroyed. */
export function demultiplexed(stream: NodeJS.ReadableStream): Demultiplexed {
  const { output, errors } = separated(stream);
  return {
    output,
    errors,
    ended: Promise.all([output, errors].map((one) => new Promise((resolve) => one.once('close', resolve)))),
  };
}

/** The same in one, as it arrives. */
export async function* joinedOutput(stream: NodeJS.ReadableStream): AsyncGenerator<Buffer> {
  const { output, errors } = separated(stream);
  const joined = new PassThrough();
  output.pipe(joined, { end: false });
  errors.pipe(joined, { end: false });
  let open = 2;
  for (const one of [output, errors]) one.once('end', () => (open -= 1) === 0 && joined.end());
  yield* joined as AsyncIterable<Buffer>;
}

function separated(stream: NodeJS.ReadableStream): Demultiplexer {
  const demultiplexer = new Demultiplexer();
  stream.pipe(demultiplexer);
  stream.once('error', () => demultiplexer.end());
  stream.once('close', () => demultiplexer.end());
  return demultiplexer;
}
