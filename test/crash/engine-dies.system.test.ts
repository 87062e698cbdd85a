import { readdirSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cgroupMembers } from '../../src/host/cgroup.ts';
import { readProcess } from '../../src/host/procfs.ts';
import type { RunRecord } from '../../src/model/records.ts';
import { needs } from '../support/requirements.ts';
import { startUserEngine } from '../support/user-engine.ts';
import { openCrashSite, type CrashSite } from './child.ts';
import { remainsOf } from './remains.ts';

const SCENARIO = `name: crash
image: { builtin: hello }
twin: false
variants:
  process: { driver: process }
  runc: { driver: docker, runtime: runc, network: none }
experiments:
  startup: { densities: [1], concurrency: [1], absent: false, rounds: 4 }
`;

let site: CrashSite;
beforeEach(() => {
  site = openCrashSite();
});
afterEach(() => site[Symbol.dispose]());

/** Rounds of a variant's startup, by how they ended. */
function ends(variant: string): string[] {
  const records = site.records();
  const rounds = new Set(
    records.flatMap((record) =>
      record.kind === 'round-start' && record.cell.variant === variant && record.cell.experiment === 'startup'
        ? [record.round]
        : [],
    ),
  );
  return records.flatMap((record) =>
    record.kind === 'round-end' && rounds.has(record.round) ? [record.status] : [],
  );
}

/** After the identities and one round of startup of each variant, so that there is something of each. */
const isUnderWay = (records: readonly RunRecord[]) =>
  records.filter(({ kind }) => kind === 'round-end').length >= 4;

describe('a run whose engine dies', () => {
  it('says so once, goes on with what needs no engine and leaves the rest for a resumption', async (test) => {
    needs(test, 'root', 'busybox', 'dockerd', 'runc');
    const { child, ended, stored } = site.run(SCENARIO);
    await stored(isUnderWay);
    const { id } = site.manifest();
    const daemon = cgroupMembers(`/isodense/${id}/engine-daemons`).find(
      (pid) => readProcess(pid)?.command === 'dockerd',
    );
    process.kill(daemon!, 'SIGKILL');
    const { code, stderr } = await ended;
    expect(code, stderr).toBe(30);
    expect(child.signalCode).toBeNull();
    expect(stderr).toMatch(
      /not measured: \d+ rounds? of runc \(isodense's own engine no longer answers \(.*\)\)\n.*isodense run --resume/,
    );
    expect(stderr).not.toContain('bug in isodense');
    expect(ends('process')).toEqual(Array(4).fill('complete'));
    expect(new Set(ends('runc'))).toEqual(new Set(['complete', 'interrupted']));
    expect(remainsOf(id, site)).toEqual([]);
    const resumed = await site.isodense('run', '--resume', 'run', '--quiet');
    expect(resumed.code, resumed.stderr).toBe(0);
    expect(ends('runc').filter((status) => status === 'complete')).toHaveLength(4);
  });

  it("keeps its lease when the engine is the user's, for a sweep to look there again", async (test) => {
    needs(test, 'root', 'busybox', 'dockerd', 'runc');
    const engine = await startUserEngine();
    site[Symbol.dispose]();
    site = openCrashSite({ DOCKER_HOST: engine.address });
    try {
      const { ended, stored } = site.run(SCENARIO);
      await stored(isUnderWay);
      await engine[Symbol.asyncDispose]();
      const { code, stderr } = await ended;
      expect(code, stderr).toBe(30);
      expect(stderr).toMatch(/not measured: \d+ rounds? of runc \(the engine at unix:.* no longer answers/);
      expect(stderr).not.toContain('bug in isodense');
      expect(readdirSync(site.stateRoot)).toEqual([site.manifest().id]);
      expect(await site.isodense('sweep')).toMatchObject({ code: 0 });
      expect(remainsOf(site.manifest().id, site)).toEqual([]);
    } finally {
      await engine[Symbol.asyncDispose]();
    }
  });
});
