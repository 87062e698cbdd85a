import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Baseline } from '../../src/model/baseline.ts';
import { readBaseline, writeBaseline } from '../../src/store/baseline-file.ts';
import { TESTBED } from '../gate/sample.ts';

const BASELINE: Baseline = {
  schemaVersion: 1,
  scenario: 's',
  testbed: TESTBED,
  sessions: [
    {
      runId: 'r',
      startedAt: '2026-01-01T00:00:00Z',
      tool: '1',
      series: [
        {
          experiment: 'startup',
          variant: 'a',
          density: 1,
          parameters: { concurrency: 4 },
          metric: 'm',
          unit: 'ms',
          observations: [1.5, 2],
        },
      ],
      controls: { c: [1] },
      versions: { a: { engine: '1' } },
    },
  ],
};
let directory: string;
let file: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'isodense-baseline-'));
  file = join(directory, 'deeper', 'baseline.json');
});
afterEach(() => rmSync(directory, { recursive: true }));

test('a baseline comes back as it was written, into a folder that was not there', () => {
  writeBaseline(file, BASELINE);
  expect(readBaseline(file)).toEqual(BASELINE);
});

test('no file is no baseline, which has an exit code of its own', () => {
  expect(() => readBaseline(file)).toThrow(
    expect.objectContaining({
      kind: 'no-baseline',
      message: `expected a baseline, but there is no file ${file}`,
      hint: expect.stringContaining('baseline save'),
    }),
  );
});

test.each([
  ['{', 'is not JSON'],
  ['{"schemaVersion":2}', 'has schema version 2; this isodense reads version 1'],
  ['{"schemaVersion":1,"series":[]}', 'is not a baseline: scenario'],
  ['[]', 'is not a baseline'],
  [JSON.stringify({ ...BASELINE, sessions: [] }), 'is not a baseline: sessions'],
  [
    JSON.stringify({
      ...BASELINE,
      sessions: [
        { ...BASELINE.sessions[0], series: [{ ...BASELINE.sessions[0]!.series[0], observations: [null] }] },
      ],
    }),
    'sessions.0.series.0.observations.0',
  ],
])('%j is refused', (text, message) => {
  const broken = join(directory, 'broken.json');
  writeFileSync(broken, text);
  expect(() => readBaseline(broken)).toThrow(
    expect.objectContaining({ kind: 'usage', message: expect.stringContaining(message) }),
  );
});
