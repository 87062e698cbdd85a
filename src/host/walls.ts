import { readKernelText } from './procfs.ts';

/** A limit of the host that density runs into, with its present value and how to raise it. */
export interface Wall {
  readonly name: string;
  readonly limit: number;
  /** Present use, where the kernel tells. */
  readonly used: number | undefined;
  /** What counts against it. */
  readonly meaning: string;
  readonly raise: string;
}

/** Walls that are the same whatever runs on the host. Sources: proc_sys_kernel(5), proc_sys_fs(5), inotify(7). */
export function hostWalls(): readonly Wall[] {
  const number = (path: string) => Number(readKernelText(path)?.split(/\s+/)[0] ?? Number.NaN);
  const threads = Number(/\/(\d+)/.exec(readKernelText('/proc/loadavg') ?? '')?.[1] ?? Number.NaN);
  const walls: readonly Wall[] = [
    { name: 'pid_max', limit: number('/proc/sys/kernel/pid_max'), used: threads, meaning: 'processes and threads of the whole host', raise: 'sysctl kernel.pid_max=4194304' },
    { name: 'threads-max', limit: number('/proc/sys/kernel/threads-max'), used: threads, meaning: 'threads of the whole host', raise: 'sysctl kernel.threads-max=1000000' },
    { name: 'file-max', limit: number('/proc/sys/fs/file-max'), used: number('/proc/sys/fs/file-nr'), meaning: 'open files of the whole host', raise: 'sysctl fs.file-max=1000000' },
    { name: 'inotify instances', limit: number('/proc/sys/fs/inotify/max_user_instances'), used: undefined, meaning: 'inotify instances of one user', raise: 'sysctl fs.inotify.max_user_instances=8192' },
    { name: 'max_map_count', limit: number('/proc/sys/vm/max_map_count'), used: undefined, meaning: 'memory mappings of one process', raise: 'sysctl vm.max_map_count=262144' },
  ];
  return walls.filter(({ limit }) => Number.isFinite(limit));
}
