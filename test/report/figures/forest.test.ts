import { describe, expect, it } from 'vitest';
import { changesOverReference, forestOfChanges } from '../../../src/report/figures/changes.ts';
import { composed } from '../../support/composed.ts';
import { forestOfJudgement } from '../../../src/report/figures/forest.ts';
import { judgedRun, twinned } from '../../support/judged-run.ts';
import { sampleRun } from '../../support/sample-run.ts';

const judgement = judgedRun(twinned(sampleRun())).judgement!;

describe('the picture of what was judged', () => {
  const rows = forestOfJudgement(judgement);

  it('has a row for every verdict on a ratio and none for a bound in a unit', () => {
    expect(judgement.verdicts).toHaveLength(4);
    expect(rows).toHaveLength(3);
    expect(rows.map(({ detail }) => detail.slice(0, 12)).sort()).toEqual([
      'crun ÷ runc,',
      'gvisor ÷ run',
      'vm ÷ runc, 1',
    ]);
  });

  it('has the worst first, and says when a gate only warns', () => {
    expect(rows[0]).toMatchObject({ sign: '✗', word: 'regressed', accepted: [null, 1.2] });
    expect(rows.find(({ detail }) => detail.startsWith('crun'))!.word).toMatch(/\(warns only\)$/);
  });

  it('has the noise of the same cell beside each change', () => {
    const floors = judgement.noise.filter(
      ({ density, parameters }) => density === 1 && parameters['image'] === 'present',
    );
    expect(floors).toHaveLength(1);
    for (const { noise } of rows) expect(noise).toEqual(floors[0]!.ci95);
  });

  it('has no noise for the twin’s own row, which asks that very question', () => {
    const own = judgedRun(twinned(sampleRun()), [
      {
        kind: 'ratio',
        level: 'error',
        metric: 'startup.ready.p50',
        of: 'runc-twin',
        over: 'runc',
        max: 1.1,
        density: 1,
      },
    ]).judgement!;
    for (const row of forestOfJudgement(own)) expect(row).not.toHaveProperty('noise');
  });
});

describe('the picture of a run that nobody judged', () => {
  it('holds each variant against the reference, figure by figure, without the reference and its twin', () => {
    const rows = forestOfChanges(changesOverReference(composed(twinned(sampleRun()))));
    expect(new Set(rows.map(({ name }) => name))).toEqual(new Set(['host', 'crun', 'gvisor', 'vm']));
    expect(new Set(rows.map(({ group }) => group)).size).toBeGreaterThan(3);
    expect(
      rows.find(({ name, group }) => name === 'vm' && group?.startsWith('Time to ready'))!.ratio,
    ).toBeGreaterThan(5);
    expect(rows.every(({ sign, word }) => sign === '' && word === '')).toBe(true);
  });

  it('has nothing to hold against anything when there is one variant', () => {
    expect(changesOverReference(composed(sampleRun({ variants: ['vm'] })))).toEqual([]);
  });
});
