// A process whose load is known, told by lines: `touch MIB`, `burn SECONDS`. It answers each with `done`.
import { createInterface } from 'node:readline';

const kept = [];
console.log('up');
for await (const line of createInterface({ input: process.stdin })) {
  const [order, argument] = line.split(' ');
  if (order === 'touch') kept.push(Buffer.alloc(Number(argument) * 2 ** 20, 1));
  if (order === 'burn') for (const until = Date.now() + 1_000 * Number(argument); Date.now() < until; );
  console.log('done');
}
