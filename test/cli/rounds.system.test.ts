import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Plan } from '../../src/model/plan.ts';
import type { RunRecord } from '../../src/model/records.ts';
import type { Judgement } from '../../src/model/verdict.ts';
import { needs } from '../support/requirements.ts';
import { openWorkplace, type Workplace } from './command-line.ts';

/**
 * Real processes start in milliseconds, so that a precision of ±90% is met with few rounds, and one of ±0.01%
 * never is.
 */
const scenario = (until: string): string => `name: rounds
image: { builtin: hello }
twin: false
variants:
  one: { driver: process }
  two: { driver: process, memory: 64MiB }
experiments:
  startup: { densities: [2], concurrency: [2], absent: false, rounds: { min: 4, max: 8, until: ${until} } }
gates:
  - { metric: startup.ready.p50, of: two, max: 0.001ms }
`;

let place: Workplace;
beforeEach(() => {
  place = openWorkplace();
});
afterEach(() => place[Symbol.dispose]());

const read = (name: string) => readFileSync(join(place.directory, 'run', name), 'utf8');
const records = () =>
  read('samples.jsonl')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as RunRecord);
const startupRounds = () =>
  records().flatMap((record) =>
    record.kind === 'round-start' && record.cell.experiment === 'startup' ? [record] : [],
  );

describe('rounds of real processes', () => {
  it('end when the figures are precise enough, each after a reading of the untouched host, and go on when a red is to be confirmed', async (test) => {
    needs(test, 'root', 'busybox');
    place.file('rounds.yaml', scenario('90%'));
    expect((await place.isodense('run', 'rounds.yaml', '--out', 'run', '--quiet')).code).toBe(0);
    const enough = records().find((record) => record.kind === 'enough')!;
    expect(enough).toMatchObject({ experiment: 'startup' });
    expect(enough.repetitions % 2).toBe(0);
    expect(enough.repetitions).toBeLessThan(8);
    expect(enough.halfWidth).toBeLessThan(0.9);
    expect(startupRounds()).toHaveLength(2 * enough.repetitions);
    for (const { round } of startupRounds()) {
      const controls = records().flatMap((record) =>
        record.kind === 'sample' && record.round === round && record.metric.startsWith('host.control.')
          ? [record]
          : [],
      );
      expect(controls.map(({ metric }) => metric)).toEqual(['host.control.work', 'host.control.spawn']);
      for (const { value } of controls) expect(value).toBeGreaterThan(0);
    }

    const { code, stderr } = await place.isodense('gate', 'run', '--confirm');
    expect(code, stderr).toBe(10);
    expect((JSON.parse(read('verdicts.json')) as Judgement).verdicts).toMatchObject([
      { word: 'regressed', rounds: 2 * enough.repetitions },
    ]);
    expect(startupRounds().map(({ repetition }) => repetition)).toEqual(
      Array.from({ length: 4 * enough.repetitions }, (_, index) => Math.floor(index / 2)),
    );
    const planned = (JSON.parse(read('plan.json')) as Plan).rounds
      .filter(({ cell }) => cell.experiment === 'startup')
      .map(({ cell }) => cell.variant);
    // Mirrored: each pair of repetitions reads the same from both ends, across the seam too.
    for (let first = 0; first < planned.length; first += 4)
      expect(planned.slice(first, first + 4)).toEqual(planned.slice(first, first + 4).toReversed());
    const sweep = await place.isodense('sweep', '--json');
    expect(JSON.parse(sweep.stdout)).toMatchObject({ removed: [] });
  });

  it('go on to the last one while the figures are not', async (test) => {
    needs(test, 'root', 'busybox');
    place.file('rounds.yaml', scenario('0.01%'));
    expect((await place.isodense('run', 'rounds.yaml', '--out', 'run', '--quiet')).code).toBe(0);
    expect(records().filter(({ kind }) => kind === 'enough')).toEqual([]);
    expect(startupRounds()).toHaveLength(16);
  });
});
