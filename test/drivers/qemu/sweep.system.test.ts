import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sweepVms } from '../../../src/drivers/qemu/sweep.ts';
import { monotonicClock } from '../../../src/host/clock.ts';
import { testOwnerId } from '../../support/driver-context.ts';
import { needs } from '../../support/requirements.ts';

let cacheDirectory: string;
let disks: string;
beforeEach((test) => {
  needs(test, 'root');
  cacheDirectory = mkdtempSync(join(tmpdir(), 'isodense-sweep-'));
  disks = join(cacheDirectory, 'disks');
  mkdirSync(disks);
});
afterEach(() => rmSync(cacheDirectory, { recursive: true, force: true }));

const living = testOwnerId();
const sweep = () =>
  sweepVms({ dead: [], isAlive: (owner) => owner === living, cacheDirectory, clock: monotonicClock });
const left = (name: string, owner: string) => join(disks, `image.ext4.${name}${owner}.partial`);

describe('a sweep of what VMs left in the cache', () => {
  it('removes a tree that is deeper than the longest path', async () => {
    const tree = left('root.', testOwnerId());
    mkdirSync(tree);
    execFileSync('sh', [
      '-c',
      'cd "$0"; i=0; while [ $i -lt 60 ]; do mkdir "$1"; cd -P "$1"; i=$((i+1)); done',
      tree,
      'd'.repeat(100),
    ]);
    expect(await sweep()).toEqual({ removed: [{ kind: 'directory', name: tree }], failures: [] });
    expect(existsSync(tree)).toBe(false);
  });

  it('says what it cannot remove, and removes the rest', async () => {
    const [first, second] = [testOwnerId(), testOwnerId()].sort() as [string, string];
    for (const owner of [first, second, living]) writeFileSync(left('', owner), '');
    const kernels = join(cacheDirectory, 'vmlinux');
    const kept = join(kernels, `kernel.${first}.partial`);
    mkdirSync(kernels);
    writeFileSync(kept, '');
    execFileSync('mount', ['--bind', kernels, kernels]);
    try {
      execFileSync('mount', ['-o', 'remount,bind,ro', kernels]);
      const swept = await sweep();
      expect(swept.failures).toEqual([{ message: expect.stringContaining(kept), owners: [first] }]);
      expect(swept.removed.map(({ name }) => name)).toEqual([left('', first), left('', second)]);
      expect(existsSync(left('', living))).toBe(true);
    } finally {
      execFileSync('umount', [kernels]);
    }
  });
});
