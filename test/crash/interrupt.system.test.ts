import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { needs } from '../support/requirements.ts';
import { openCrashSite, runs, type CrashSite } from './child.ts';
import { remainsOf } from './remains.ts';

const SCENARIO = `name: crash
image: { builtin: hello }
variants:
  process: { driver: process }
  runc: { driver: docker, runtime: runc, network: none }
experiments:
  startup: { densities: [6], concurrency: [6], absent: false, rounds: 50 }
`;

let site: CrashSite;
beforeEach((test) => {
  site = openCrashSite();
  needs(test, 'root', 'busybox', 'dockerd', 'runc');
});
afterEach(() => site[Symbol.dispose]());

describe('a run that is interrupted', () => {
  it('once removes everything, keeps what was measured, marked interrupted, and ends with 130', async () => {
    const { child, ended, stored } = site.run(SCENARIO);
    await stored(runs('startup', 'runc'));
    child.kill('SIGINT');
    const { code, stdout, stderr } = await ended;
    expect(code).toBe(130);
    expect(stderr).toContain('Stopping: removing all instances, keeping the rounds measured so far.');
    expect(stderr).toContain('Interrupted. The rounds measured so far are kept.');
    expect(stderr).not.toContain('defect');
    expect(stdout).toContain('runc');
    const { completeness, reason, endedAt, id } = site.manifest();
    expect({ completeness, reason }).toEqual({
      completeness: 'interrupted',
      reason: 'interrupted by SIGINT',
    });
    expect(endedAt).not.toBeNull();
    expect(site.records().at(-1)).toMatchObject({ kind: 'round-end' });
    for (const file of ['report.html', 'summary.json', 'summary.md'])
      expect(existsSync(join(site.directory, 'run', file))).toBe(true);
    expect(remainsOf(id, site)).toEqual([]);
  });

  it('by SIGTERM ends with 143', async () => {
    const { child, ended, said } = site.run(SCENARIO, '--only', 'process');
    await said('[1/');
    child.kill('SIGTERM');
    expect(await ended).toMatchObject({ code: 143 });
    const { completeness, id } = site.manifest();
    expect(completeness).toBe('interrupted');
    expect(remainsOf(id, site)).toEqual([]);
  });

  it('twice leaves at once and says how to sweep, which then leaves nothing', async () => {
    const { child, ended, said, stored } = site.run(SCENARIO);
    await stored(runs('startup', 'runc'));
    child.kill('SIGINT');
    await said('Stopping:');
    child.kill('SIGINT');
    const { code, stderr } = await ended;
    expect(code).toBe(130);
    expect(stderr).toContain('Exiting now. Remove what is left with: isodense sweep');
    const { id, completeness } = site.manifest();
    expect(completeness).toBe('running');
    expect(remainsOf(id, site)).not.toEqual([]);
    expect(await site.isodense('sweep')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(`removed directory ${join(site.stateRoot, id)}`),
    });
    expect(remainsOf(id, site)).toEqual([]);
    expect(await site.isodense('report', 'run', '--quiet')).toMatchObject({ code: 0 });
  });

  it('is not ended by a reader of its progress that leaves', async () => {
    const { child, ended, said } = site.run(SCENARIO, '--only', 'process', '--rounds', '2');
    await said('✓ process');
    child.stderr!.destroy();
    expect(await ended).toMatchObject({ code: 0, stdout: expect.stringContaining('process') });
    expect(site.manifest().completeness).toBe('complete');
  });
});
