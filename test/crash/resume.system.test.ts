import { afterEach, beforeEach, expect, it } from 'vitest';
import type { DensityStepRecord, RunRecord } from '../../src/model/records.ts';
import { needs } from '../support/requirements.ts';
import { openCrashSite, type CrashSite } from './child.ts';

const SCENARIO = `name: crash
image: { builtin: hello }
variants:
  pretence: { driver: fake, ready: 100ms, wall: 6 }
experiments:
  density: { resolution: 0 }
`;

let site: CrashSite;
beforeEach(() => {
  site = openCrashSite();
});
afterEach(() => site[Symbol.dispose]());

const stepsOf = (records: readonly RunRecord[]) =>
  records.filter((record): record is DensityStepRecord => record.kind === 'density-step');

it('a ramp that was killed in the middle of a step goes on from the last one that held', async (test) => {
  needs(test, 'busybox');
  const { child, ended, stored } = site.run(SCENARIO);
  await stored((records) => stepsOf(records).at(-1)?.target === 8);
  child.kill('SIGKILL');
  await ended;
  // written before it was taken
  expect(stepsOf(site.records()).at(-1)).toMatchObject({ target: 8, outcome: 'intended' });

  const early = await site.isodense('run', '--resume', 'run');
  expect(early).toMatchObject({ code: 2, stderr: expect.stringContaining('still there') });
  expect((await site.isodense('sweep')).code).toBe(0);
  const killed = site.records().length;
  const { code } = await site.isodense('run', '--resume', 'run');
  expect(code).toBe(0);
  const steps = stepsOf(site.records().slice(killed)).filter(({ outcome }) => outcome !== 'intended');
  expect(steps.map(({ target, outcome }) => `${target} ${outcome}`)).toEqual([
    '4 held',
    '8 stopped',
    '6 held',
    '7 stopped',
  ]);
  expect(site.manifest().completeness).toBe('complete');
});
