import { describe, expect, it } from 'vitest';
import { hostConfigOf } from '../../../src/drivers/docker/host-config.ts';
import { dockerOptions } from '../../../src/drivers/docker/options.ts';

const of = (options: Record<string, unknown>, asked: Parameters<typeof hostConfigOf>[1] = {}) =>
  hostConfigOf(dockerOptions.parse(options), asked, '/isodense/x');

describe('a container is created', () => {
  it('without any limit that was not asked for', () => {
    expect(of({})).toEqual({
      NetworkMode: 'bridge',
      CgroupParent: '/isodense/x',
      LogConfig: { Type: 'none', Config: {} },
    });
  });

  it("with each limit in the engine's own terms", () => {
    expect(
      of({
        runtime: 'crun',
        network: 'none',
        memory: '64MiB',
        cpus: 0.5,
        cpuWeight: 200,
        cpuset: '0-1',
        pids: 32,
      }),
    ).toMatchObject({
      Runtime: 'crun',
      NetworkMode: 'none',
      Memory: 67_108_864,
      MemorySwap: 67_108_864,
      NanoCpus: 500_000_000,
      CpuShares: 2_048,
      CpusetCpus: '0-1',
      PidsLimit: 32,
    });
  });

  it("with what an experiment asks for instead of the variant's own", () => {
    expect(
      of({ cpus: 0.5, cpuWeight: 200, cpuset: '0-1' }, { cpu: { quota: 0.25, weight: 100, cpuset: '1' } }),
    ).toMatchObject({ NanoCpus: 250_000_000, CpuShares: 1_024, CpusetCpus: '1' });
    expect(of({ cpus: 0.5 }, { cpu: { weight: 300 } })).toMatchObject({
      NanoCpus: 500_000_000,
      CpuShares: 3_072,
    });
    expect(
      of({ memory: '64MiB', pids: 32 }, { limits: { memoryBytes: 96 * 2 ** 20, pids: 8 } }),
    ).toMatchObject({ Memory: 100_663_296, MemorySwap: 100_663_296, PidsLimit: 8 });
  });

  it('with no fewer shares than the kernel takes', () => {
    expect(of({ cpuWeight: 1 })).toMatchObject({ CpuShares: 10 });
    expect(of({}, { cpu: { weight: 0.1 } })).toMatchObject({ CpuShares: 2 });
  });
});

describe('options of a container', () => {
  it.each([
    [{ memory: '64' }, /expected a size such as 128MiB/],
    [{ cpus: 0 }, /cpus|positive|expected/i],
    [{ cpuset: 'all' }, /list of CPUs such as 0 or 0-1,3/],
    [{ network: 'mesh' }, /none|bridge|host/],
    [{ engine: '/var/run/docker.sock' }, /address such as unix:\/\/\/var\/run\/docker\.sock/],
    [{ memmory: '64MiB' }, /memmory/],
  ])('are refused when they make no sense: %o', (options, says) => {
    expect(dockerOptions.safeParse(options).error?.message).toMatch(says);
  });
});
