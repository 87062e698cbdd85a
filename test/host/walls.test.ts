import { mkdtempSync, rmdirSync, watch } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { countInotifyInstances } from '../../src/host/open-files.ts';
import { hostWalls } from '../../src/host/walls.ts';

describe('the walls of this host', () => {
  it('are named, with a limit, what counts against it and a way to raise it', () => {
    const walls = hostWalls();
    expect(walls.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        'pid_max',
        'file-max',
        'open files of isodense',
        'inotify instances',
        'memory cgroups',
      ]),
    );
    for (const { limit, used = 0, meaning, raise } of walls) {
      expect(limit).toBeGreaterThan(0);
      expect(used).toBeGreaterThanOrEqual(0);
      expect(`${meaning} ${raise}`).not.toContain('undefined');
    }
  });

  it('have this process’s own files and inotify instances among what is used', () => {
    const used = (name: string) => hostWalls().find((wall) => wall.name === name)?.used ?? Number.NaN;
    const before = countInotifyInstances();
    const watcher = watch(tmpdir());
    // Node shares one instance among all its watchers
    expect(countInotifyInstances()).toBeGreaterThanOrEqual(Math.max(1, before));
    watcher.close();
    expect(used('open files of isodense')).toBeGreaterThan(3);
    expect(used('pid_max')).toBeGreaterThan(10);
  });

  it('have the disks of state and cache among them, and leave out one whose directory is absent', () => {
    const directory = mkdtempSync(join(tmpdir(), 'isodense-walls-'));
    try {
      vi.stubEnv('ISODENSE_STATE', directory);
      vi.stubEnv('ISODENSE_CACHE', join(directory, 'absent'));
      const disks = hostWalls().filter(({ unit }) => unit === 'bytes');
      expect(disks.map(({ name }) => name)).toEqual(['disk for state']);
      expect(disks[0]!.used).toBeGreaterThan(0);
      expect(disks[0]!.used).toBeLessThanOrEqual(disks[0]!.limit);
    } finally {
      vi.unstubAllEnvs();
      rmdirSync(directory);
    }
  });
});
