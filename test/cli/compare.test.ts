import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunManifest } from '../../src/model/manifest.ts';
import type { RoundStartRecord, RunRecord } from '../../src/model/records.ts';
import { openWorkplace, type Workplace } from './command-line.ts';

const SCENARIO = `name: pretence
image: { builtin: hello }
rounds: 6
reference: quick
twin: true
variants:
  quick: { driver: fake, ready: 2ms }
  other: { driver: fake, ready: 2ms }
experiments:
  startup: { densities: [1], concurrency: [1], absent: false }
`;

/** What each repetition is longer than the shortest, in the same way for all. */
const JITTER = [1, 1.012, 1.005, 1.02, 1.008, 1.015];

let place: Workplace;

interface Changes {
  readonly cpuModel?: string;
  readonly gates?: readonly object[];
}

/**
 * A run like the measured one in all but what launches took, in milliseconds, and how its host is called.
 * Runs are not measured at the same time, so what the machine's neighbours do would move their ratio: here it
 * is known.
 */
function likeness(
  name: string,
  startedAt: string,
  took: Readonly<Record<string, number>>,
  { cpuModel, gates }: Changes = {},
): void {
  const measured = join(place.directory, 'measured');
  cpSync(measured, join(place.directory, name), { recursive: true });
  const manifest = JSON.parse(readFileSync(join(measured, 'run.json'), 'utf8')) as RunManifest;
  const testbed = { ...manifest.testbed, cpuModel: cpuModel ?? manifest.testbed.cpuModel };
  writeFileSync(
    join(place.directory, name, 'run.json'),
    JSON.stringify({
      ...manifest,
      id: `isd-${name}`,
      startedAt,
      testbed,
      scenario: { ...manifest.scenario, gates },
    }),
  );
  const starts = new Map<number, RoundStartRecord>();
  const lines = readFileSync(join(measured, 'samples.jsonl'), 'utf8')
    .split('\n')
    .filter(Boolean)
    .flatMap((line) => {
      const record = JSON.parse(line) as RunRecord;
      if (record.kind === 'sample' && record.metric.startsWith('host.control.')) return [];
      if (record.kind === 'round-start') starts.set(record.round, record);
      if (record.kind !== 'launch') return [line];
      const { repetition, cell } = starts.get(record.round)!;
      const { intended, requested } = record.marks;
      const ready =
        requested +
        took[cell.variant.replace('-twin', '')]! *
          JITTER[repetition]! *
          (cell.variant.endsWith('-twin') ? 1.001 : 1);
      return [
        JSON.stringify({
          ...record,
          marks: { intended, requested, created: requested, started: requested, firstOutput: ready, ready },
        }),
      ];
    });
  writeFileSync(join(place.directory, name, 'samples.jsonl'), `${lines.join('\n')}\n`);
}

beforeAll(async () => {
  place = openWorkplace();
  const { code, stderr } = await place.isodense(
    'run',
    place.file('pretence.yaml', SCENARIO),
    '--out',
    'measured',
    '--seed',
    '1',
    '--quiet',
  );
  expect(code, stderr).toBe(0);
  likeness('before', '2026-01-01T00:00:00Z', { quick: 20, other: 40 });
  likeness('same', '2026-01-02T00:00:00Z', { quick: 20.1, other: 40.1 });
  likeness('slower', '2026-01-03T00:00:00Z', { quick: 20, other: 60 });
}, 60_000);
afterAll(() => place[Symbol.dispose]());

const page = (directory: string): string =>
  readFileSync(join(place.directory, directory, 'report.html'), 'utf8');

describe('isodense compare', () => {
  it('says what became worse, by how much, and leaves a page with verdict, gates, changes and what differs', async () => {
    const { code, stdout, stderr } = await place.isodense('compare', 'before', 'slower', '--out', 'page');
    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(/slower compared with before/);
    expect(stdout).toMatch(/✗ REGRESSED {2}startup\.ready\.p50 other .*\n.*took 1\.50/);
    expect(stdout).toMatch(/✓ PASS {2}startup\.ready\.p50 quick/);
    expect(stderr).toContain('report.html');
    for (const part of [
      '✗ B slower against A before: FAILED.',
      'Minimum detectable change',
      'Noise floor (A/A)',
      'id="gates"',
      'id="changes"',
      'id="testbeds"',
      'id="within"',
      'id="distributions"',
      'id="order"',
    ])
      expect(page('page')).toContain(part);
    expect(page('page')).not.toContain('id="history"');
  });

  it('passes what is the same, and adds the history of three and more', async () => {
    const { code, stdout } = await place.isodense(
      'compare',
      'before',
      'same',
      'slower',
      '--out',
      'three',
      '--json',
    );
    expect(code).toBe(0);
    const told = JSON.parse(stdout) as {
      candidates: { name: string; outcome: string }[];
      trends: { variant: string; points: { step: { kind: string } | null }[] }[];
    };
    expect(told.candidates.map(({ name, outcome }) => [name, outcome])).toEqual([
      ['same', 'pass'],
      ['slower', 'failed'],
    ]);
    expect(
      told.trends.find(({ variant }) => variant === 'other')!.points.map(({ step }) => step?.kind ?? null),
    ).toEqual([null, null, 'regressed']);
    expect(page('three')).toContain('id="history"');
  });

  it('holds a run against a baseline, by the metric and the tolerance that are asked for', async () => {
    expect(
      (await place.isodense('baseline', 'save', 'before', 'same', 'baseline.json', '--force')).code,
    ).toBe(0);
    const { code, stdout, stderr } = await place.isodense(
      'compare',
      'baseline.json',
      'slower',
      '--metric',
      'startup.ready.p50',
      '--max-regression',
      '200%',
      '--out',
      'based',
    );
    expect(code, stderr).toBe(0);
    expect(stdout).toContain('PASS: all 2 gates hold');
    expect(page('based')).toContain('a baseline of 2 sessions');
  });

  it('takes the tolerance of a gate of the scenario before its own', async () => {
    likeness(
      'gated',
      '2026-01-04T00:00:00Z',
      { quick: 20, other: 60 },
      {
        gates: [
          {
            kind: 'regression',
            level: 'error',
            metric: 'startup.ready.p50',
            of: 'other',
            maxRegression: 3,
            minAbs: 0,
          },
        ],
      },
    );
    const { stdout } = await place.isodense('compare', 'before', 'gated', '--out', 'by-gate');
    expect(stdout).toContain('PASS: the only gate holds');
  });

  it('does not compare across testbeds, and says in bold what differs', async () => {
    likeness('elsewhere', '2026-01-05T00:00:00Z', { quick: 20, other: 40 }, { cpuModel: 'Another CPU' });
    const { code, stdout } = await place.isodense('compare', 'before', 'elsewhere', '--out', 'across');
    expect(code).toBe(0);
    expect(stdout).toMatch(/NOT-COMPARABLE: /);
    expect(stdout).toContain('CPU is Another CPU here');
    expect(page('across')).toMatch(/<tr class="differs"><th scope="row">CPU<\/th>/);
  });

  it.each([
    [['before'], 'at least two runs'],
    [['before', 'before'], 'give each run once'],
    [['baseline.json', 'before'], 'give each run once'],
    [['before', 'baseline.json'], 'only the first source may be a baseline'],
    [['nowhere', 'before'], 'expected a run directory or a baseline file, but nowhere does not exist'],
    [['before', 'slower', '--metric', 'startup.p50'], 'startup.ready.p50'],
    [['before', 'slower', '--max-regression', '5'], 'such as 5%'],
    [
      ['before', 'slower', '--metric', 'startup.ready.p50', '--gates', 'gates.yaml'],
      'cannot be used with option',
    ],
  ])('ends with 2 for %j and says how to fix it', async (args, words) => {
    await place.isodense('baseline', 'save', 'before', 'baseline.json', '--force');
    const { code, stderr } = await place.isodense('compare', ...args);
    expect(code).toBe(2);
    expect(stderr).toContain(words);
    expect(stderr).not.toMatch(/\n {4}at /);
  });
});
