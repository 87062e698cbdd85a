import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTestContext } from '../support/driver-context.ts';
import { needs } from '../support/requirements.ts';
import { startUserEngine } from '../support/user-engine.ts';
import { openCrashSite, runs, type CrashSite } from './child.ts';
import { remainsOf } from './remains.ts';

const scenarioOf = (variants: string) => `name: crash
image: { builtin: hello }
variants:
${variants}
experiments:
  sharing: { overcommit: [1], weights: [], quotas: [], window: 60s, rounds: 1 }
`;

let site: CrashSite;
beforeEach(() => {
  site = openCrashSite();
});
afterEach(() => site[Symbol.dispose]());

describe('a sweep after a run was killed', () => {
  it("removes the run's containers and tags from the user's engine and leaves everything else in it alone", async (test) => {
    needs(test, 'root', 'busybox', 'dockerd', 'runc');
    await using context = createTestContext();
    const { archive, digest } = await context.hello();
    await using engine = await startUserEngine();
    await engine.load(archive, digest, 'example.org/foreign:1.0'); // the same image under the user's name
    const foreign = await engine.docker.createContainer({
      Image: 'example.org/foreign:1.0',
      name: 'foreign',
      OpenStdin: true,
      HostConfig: { NetworkMode: 'none' },
    });
    await foreign.start();

    site[Symbol.dispose]();
    site = openCrashSite({ DOCKER_HOST: engine.address });
    const { child, ended, stored } = site.run(
      scenarioOf('  runc: { driver: docker, runtime: runc, network: none }'),
    );
    await stored(runs('sharing', 'runc'));
    child.kill('SIGKILL');
    await ended;

    const names = async () =>
      (await engine.docker.listContainers({ all: true })).flatMap(({ Names }) => Names);
    const tags = async () => (await engine.docker.listImages()).flatMap(({ RepoTags }) => RepoTags ?? []);
    const { id } = site.manifest();
    expect((await names()).filter((name) => name.includes(id))).not.toEqual([]);
    expect((await tags()).filter((tag) => tag.includes(id))).not.toEqual([]);

    const { code, stdout } = await site.isodense('sweep');
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`^removed container isodense-${id}-runc-0$`, 'm'));
    expect(stdout).toMatch(new RegExp(`^removed image 127\\.0\\.0\\.1:1/isodense:.*-${id}-`, 'm'));
    expect(stdout).not.toContain('foreign');
    expect(await names()).toEqual(['/foreign']);
    expect(await tags()).toEqual(['example.org/foreign:1.0']);
    expect((await foreign.inspect()).State).toMatchObject({ Running: true, OOMKilled: false });
    expect(remainsOf(id, site)).toEqual([]);
    expect((await site.isodense('sweep')).stdout).toContain('nothing to remove');
    await foreign.remove({ force: true });
  });

  it('leaves no process, mount, cgroup, virtual machine or file of a run of every technology', async (test) => {
    needs(test, 'root', 'busybox', 'dockerd', 'runc', 'qemu', 'mke2fs');
    const { child, ended, stored } = site.run(
      scenarioOf(`  process: { driver: process }
  runc: { driver: docker, runtime: runc, network: none }
  vm: { driver: qemu, memory: 96MiB, accel: tcg }`),
    );
    await stored(runs('identity', 'vm'));
    child.kill('SIGKILL');
    await ended;

    const { id } = site.manifest();
    const before = remainsOf(id, site);
    expect(before).toContainEqual(expect.stringMatching(/^mount /));
    expect(before).toContainEqual(expect.stringMatching(/^cgroup /));
    expect(before).toContainEqual(`state ${id}`);
    expect(await site.isodense('sweep')).toMatchObject({ code: 0, stderr: '' });
    expect(remainsOf(id, site)).toEqual([]);
    expect((await site.isodense('sweep')).stdout).toContain('nothing to remove');
  });
});
