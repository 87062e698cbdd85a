import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A directory tree instead of /sys/fs/cgroup, from `path below the root → contents`. */
export interface CgroupFixture extends Disposable {
  readonly root: string;
  write(path: string, contents: string): void;
  remove(path: string): void;
}

export function cgroupFixture(files: Readonly<Record<string, string>>): CgroupFixture {
  const root = mkdtempSync(join(tmpdir(), 'isodense-cgroup-'));
  const write = (path: string, contents: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), contents);
  };
  for (const [path, contents] of Object.entries(files)) write(path, contents);
  return {
    root,
    write,
    remove: (path) => rmSync(join(root, path), { recursive: true }),
    [Symbol.dispose]: () => rmSync(root, { recursive: true }),
  };
}

/** As a version 1 host shows a cgroup with a quota (shortened memory.stat). */
export function version1(path: string): Record<string, string> {
  return {
    [`memory${path}/memory.usage_in_bytes`]: '10000000\n',
    [`memory${path}/memory.stat`]:
      'cache 1\nrss 2\ninactive_file 3\nhierarchical_memory_limit 9223372036854771712\ntotal_cache 4000000\ntotal_inactive_file 3000000\ntotal_active_file 1000000\n',
    [`cpuacct${path}/cpuacct.usage`]: '2500000000\n',
    [`cpu${path}/cpu.stat`]:
      'nr_periods 20\nnr_throttled 10\nthrottled_time 750000000\nnr_bursts 0\nburst_time 0\n',
  };
}

/** The same cgroup as a version 2 host shows it. */
export function version2(path: string): Record<string, string> {
  return {
    'cgroup.controllers': 'cpuset cpu io memory pids\n',
    [`${path}/memory.current`]: '10000000\n',
    [`${path}/memory.stat`]:
      'anon 6000000\nfile 4000000\ninactive_anon 5\nactive_anon 6\ninactive_file 3000000\nactive_file 1000000\n',
    [`${path}/cpu.stat`]:
      'usage_usec 2500000\nuser_usec 2000000\nsystem_usec 500000\nnr_periods 20\nnr_throttled 10\nthrottled_usec 750000\n',
  };
}
