import { describe, expect, it } from 'vitest';
import { qemuOptions } from '../../../src/drivers/qemu/options.ts';

describe('the options of a qemu variant', () => {
  it('have a default each', () => {
    expect(qemuOptions.parse({})).toEqual({
      machine: 'auto',
      memory: 128 * 2 ** 20,
      cpus: 1,
      accel: 'auto',
      start: 'cold',
      network: 'none',
    });
  });

  it('refuse memory that no guest kernel boots in, and say how much does', () => {
    expect(qemuOptions.parse({ memory: '80MiB' }).memory).toBe(80 * 2 ** 20);
    expect(qemuOptions.safeParse({ memory: '64MiB' }).error?.issues[0]?.message).toContain('at least 80MiB');
  });

  it('refuse what they do not know', () => {
    expect(qemuOptions.safeParse({ runtime: 'runc' }).success).toBe(false);
    expect(qemuOptions.safeParse({ machine: 'pc' }).success).toBe(false);
  });
});
