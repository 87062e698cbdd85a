import { describe, expect, it } from 'vitest';
import { limitsOf, processOptions } from '../../../src/drivers/process/options.ts';

describe('the limits of plain processes', () => {
  it('are none unless the variant asks for some', () => {
    expect(limitsOf(processOptions.parse({}), {})).toEqual({});
  });

  it('are those of the variant in the units of the kernel', () => {
    const options = processOptions.parse({
      memory: '64MiB',
      cpuQuota: 0.5,
      cpuWeight: 200,
      cpuset: '0',
      pids: 20,
    });
    expect(limitsOf(options, {})).toEqual({
      memoryBytes: 64 * 2 ** 20,
      cpuQuota: 0.5,
      cpuWeight: 200,
      cpuset: '0',
      pids: 20,
    });
  });

  it('give way to the CPU that an experiment asks for', () => {
    const options = processOptions.parse({ cpuQuota: 0.5, cpuWeight: 200 });
    expect(limitsOf(options, { cpu: { quota: 1, cpuset: '0' } })).toEqual({
      cpuQuota: 1,
      cpuWeight: 200,
      cpuset: '0',
    });
  });

  it('give way to the memory and the processes that an experiment asks for', () => {
    const options = processOptions.parse({ memory: '64MiB', pids: 20 });
    expect(limitsOf(options, { limits: { memoryBytes: 2 ** 20 } })).toEqual({
      memoryBytes: 2 ** 20,
      pids: 20,
    });
    expect(limitsOf(options, { limits: { pids: 7 } })).toEqual({ memoryBytes: 64 * 2 ** 20, pids: 7 });
  });
});
