import { watch } from 'node:fs';
import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
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
});
