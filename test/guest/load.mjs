// A process whose load is known, told by lines: `touch MIB`, `burn SECONDS`, `remap`. It answers each with
// `done`.
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { Worker } from 'node:worker_threads';

/**
 * A thread that changes the mappings of the process without end: each resize of such a buffer is an
 * mprotect(2).
 */
const REMAPPER = `
  const buffer = new ArrayBuffer(0, { maxByteLength: 2 ** 16 });
  require('node:worker_threads').parentPort.postMessage('up');
  for (;;) for (const size of [2 ** 16, 0]) buffer.resize(size);
`;

const kept = [];
console.log('up');
for await (const line of createInterface({ input: process.stdin })) {
  const [order, argument] = line.split(' ');
  if (order === 'touch') kept.push(Buffer.alloc(Number(argument) * 2 ** 20, 1));
  if (order === 'burn') for (const until = Date.now() + 1_000 * Number(argument); Date.now() < until;);
  if (order === 'remap') {
    const remapper = new Worker(REMAPPER, { eval: true });
    await once(remapper, 'message');
    remapper.unref(); // it ends with the process
  }
  console.log('done');
}
