import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { dropTornLine } from '../../src/host/torn-line.ts';

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
])('cuts off %s', (_, text, left) => {
  const file = join(directory, 'samples.jsonl');
  writeFileSync(file, text);
  dropTornLine(file);
  expect(readFileSync(file, 'utf8')).toBe(left);
});
