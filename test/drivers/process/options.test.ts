import { describe, expect, it } from 'vitest';
import { limitsOf, processOptions } from '../../../src/drivers/process/options.ts';

describe('the limits of plain processes', () => {
  it('are none unless the variant asks for some', () => {
    expect(limitsOf(processOptions.parse({}), undefined)).toEqual({});
  });

  it('are those of the variant in the units of the kernel', () => {
    const options = processOptions.parse({ memory: '64MiB', cpuQuota: 0.5, cpuWeight: 200, cpuset: '0', pids: 20 });
    expect(limitsOf(options, undefined)).toEqual({ memoryBytes: 64 * 2 ** 20, cpuQuota: 0.5, cpuWeight: 200, cpuset: '0', pids: 20 });
  });

  it('give way to the CPU that an experiment asks for', () => {
    const options = processOptions.parse({ cpuQuota: 0.5, cpuWeight: 200 });
    expect(limitsOf(options, { quota: 1, cpuset: '0' })).toEqual({ cpuQuota: 1, cpuWeight: 200, cpuset: '0' });
  });
});
