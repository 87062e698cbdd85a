import { cacheDirectory, stateRoot } from './directories.ts';
import { spaceAt, type DiskSpace } from './disk-space.ts';
import { countInotifyInstances, openFiles, openFilesLimit } from './open-files.ts';
import { readKernelText } from './procfs.ts';
import type { Wall } from '../model/wall.ts';

/**
 * Memory control groups are numbered with 16 bits, 0 unused (MEM_CGROUP_ID_MAX in the kernel's
 * mm/memcontrol.c).
 */
const MEMORY_CGROUPS = 65_535;

/**
 * Limits that apply whatever runs on the host. Sources: proc_sys_kernel(5), proc_sys_fs(5), inotify(7),
 * cgroups(7).
 */
export function hostWalls(): readonly Wall[] {
  const threads = Number(/\/(\d+)/.exec(readKernelText('/proc/loadavg') ?? '')?.[1] ?? Number.NaN);
  const walls: readonly Wall[] = [
    {
      name: 'pid_max',
      limit: number('/proc/sys/kernel/pid_max'),
      used: threads,
      meaning: 'processes and threads of the whole host',
      raise: 'sysctl kernel.pid_max=4194304',
    },
    {
      name: 'threads-max',
      limit: number('/proc/sys/kernel/threads-max'),
      used: threads,
      meaning: 'threads of the whole host',
      raise: 'sysctl kernel.threads-max=1000000',
    },
    {
      name: 'file-max',
      limit: number('/proc/sys/fs/file-max'),
      used: number('/proc/sys/fs/file-nr'),
      meaning: 'open files of the whole host',
      raise: 'sysctl fs.file-max=1000000',
    },
    {
      name: 'open files of isodense',
      limit: openFilesLimit(),
      used: openFiles(),
      meaning: "this process's own files, pipes and connections to instances",
      raise: 'ulimit -n 1048576 before isodense',
    },
    {
      name: 'inotify instances',
      limit: number('/proc/sys/fs/inotify/max_user_instances'),
      used: countInotifyInstances(),
      meaning: 'inotify instances of one user',
      raise: 'sysctl fs.inotify.max_user_instances=8192',
    },
    {
      name: 'memory cgroups',
      limit: MEMORY_CGROUPS,
      used: memoryCgroups(),
      meaning: 'memory control groups of the whole host',
      raise: 'cannot be raised: the kernel numbers them with 16 bits',
    },
    {
      name: 'max_map_count',
      limit: number('/proc/sys/vm/max_map_count'),
      used: undefined,
      meaning: 'memory mappings of one process',
      raise: 'sysctl vm.max_map_count=262144',
    },
    disk('disk for state', stateRoot(), 'free space, or choose another disk with $ISODENSE_STATE'),
    disk('disk for cache', cacheDirectory(), 'free space, or choose another disk with $ISODENSE_CACHE'),
  ];
  return walls.filter(({ limit }) => Number.isFinite(limit));
}

function number(path: string): number {
  return Number(readKernelText(path)?.split(/\s+/)[0] ?? Number.NaN);
}

/** Third column of /proc/cgroups, which both versions keep; undefined where the controller is not listed. */
function memoryCgroups(): number | undefined {
  const count = /^memory\s+\d+\s+(\d+)/m.exec(readKernelText('/proc/cgroups') ?? '')?.[1];
  return count === undefined ? undefined : Number(count);
}

/** NaN, and so no limit, if the directory does not exist yet. */
function disk(name: string, directory: string, raise: string): Wall {
  let space: DiskSpace | undefined;
  try {
    space = spaceAt(directory);
  } catch {
    // Without the directory, nothing uses it.
  }
  return {
    name,
    limit: space === undefined ? Number.NaN : space.used + space.free,
    used: space?.used,
    unit: 'bytes',
    meaning: `the file system of ${directory}`,
    raise,
  };
}
