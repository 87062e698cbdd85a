import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { demultiplexed, joinedOutput } from '../../../src/drivers/docker/demultiplex.ts';

/** One frame of an attached stream: 1 is standard output, 2 standard error. */
function frame(type: 1 | 2, payload: string): Buffer {
  const header = Buffer.alloc(8);
  header[0] = type;
  header.writeUInt32BE(Buffer.byteLength(payload), 4);
  return Buffer.concat([header, Buffer.from(payload)]);
}

const FRAMES = Buffer.concat([
  frame(1, 'first\n'),
  frame(2, 'oh '),
  frame(1, 'second €\n'),
  frame(2, 'no\n'),
  frame(1, ''),
]);

describe('an attached stream', () => {
  it.each([1, 3, 9, 1_000])('is taken apart however it is cut (pieces of %i bytes)', async (size) => {
    const stream = new PassThrough();
    const { output, errors } = demultiplexed(stream);
    const both = Promise.all([text(output), text(errors)]);
    for (let from = 0; from < FRAMES.length; from += size) stream.write(FRAMES.subarray(from, from + size));
    stream.end();
    expect(await both).toEqual(['first\nsecond €\n', 'oh no\n']);
  });

  it('is put together in the order in which it came', async () => {
    const stream = new PassThrough();
    stream.end(FRAMES);
    let all = '';
    for await (const chunk of joinedOutput(stream)) all += chunk.toString();
    expect(all).toHaveLength('first\nsecond €\noh no\n'.length);
  });

  it('has ended when it is destroyed, and both parts are read', async () => {
    const stream = new PassThrough();
    const { output, errors, ended } = demultiplexed(stream);
    stream.write(frame(1, 'cut off').subarray(0, 10));
    output.resume();
    errors.resume();
    stream.destroy();
    await ended;
  });

  it('is not read ahead of whoever reads its parts', async () => {
    const stream = new PassThrough();
    const { output } = demultiplexed(stream);
    output.pause();
    const payload = 'y\n'.repeat(32 * 1024);
    let written = 0;
    while (stream.write(frame(1, payload))) written += 1;
    for (let more = 0; more < 20; more += 1) {
      const drained = await Promise.race([
        new Promise((resolve) => stream.once('drain', () => resolve(true))),
        new Promise((resolve) => setImmediate(() => setImmediate(() => resolve(false)))),
      ]);
      if (drained === false) break;
      stream.write(frame(1, payload));
      written += 1;
    }
    expect(written).toBeLessThan(10);
  });

  it('holds the engine back while nobody reads one part, however fast the other is read', async () => {
    const stream = new PassThrough();
    const { output, errors } = demultiplexed(stream);
    output.pause();
    errors.resume();
    const both = Buffer.concat([frame(1, 'x'.repeat(20_000)), frame(2, 'x'.repeat(20_000))]);
    for (let count = 0; count < 500; count += 1) {
      stream.write(both);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(output.readableLength + output.writableLength).toBeLessThan(200_000);
  });
});
