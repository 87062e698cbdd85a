import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { endLastLine } from '../../src/host/last-line.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'isodense-torn-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

it.each([
  ['a torn last line', '{"a":1}\n{"b":2}\n{"c"', '{"a":1}\n{"b":2}\n'],
  ['nothing from whole lines', '{"a":1}\n', '{"a":1}\n'],
  ['all of a file that is one torn line', '{"a"', ''],
  ['nothing from an empty file', '', ''],
  ['a torn line that is longer than one reading', `{"a":1}\n${'x'.repeat(200_000)}`, '{"a":1}\n'],
  [
    'a character that was torn in its middle',
    Buffer.from('{"a":1}\n{"name":"é').subarray(0, -1),
    '{"a":1}\n',
  ],
  ['what a power cut left as zeros', `{"a":1}\n${'\0'.repeat(50)}`, '{"a":1}\n'],
])('cuts off %s', (_, text, left) => {
  const file = join(directory, 'samples.jsonl');
  writeFileSync(file, text);
  endLastLine(file);
  expect(readFileSync(file, 'utf8')).toBe(left);
});

it('ends a whole last line, which readers take for a record', () => {
  const file = join(directory, 'samples.jsonl');
  writeFileSync(file, '{"a":1}\n{"b":2}');
  endLastLine(file);
  expect(readFileSync(file, 'utf8')).toBe('{"a":1}\n{"b":2}\n');
});
