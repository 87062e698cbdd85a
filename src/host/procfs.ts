import { existsSync, readFileSync, readdirSync, readlinkSync, realpathSync, statSync } from 'node:fs';
import { agreedMemory, parseCountedRss, parseRollup, sumMappings, type ProcessMemory } from './smaps.ts';

/**
 * Readers of /proc. A process can end between two reads: a missing file is `undefined`, never an error.
 */

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return undefined;
  }
}

export interface ProcessStat {
  readonly pid: number;
  readonly command: string;
  readonly parent: number;
  readonly state: string;
  /** User and system time, seconds (clock ticks of 10 ms). */
  readonly cpuSeconds: number;
  /** Clock ticks after boot; together with the PID it identifies a process uniquely. */
  readonly startTicks: number;
}

/** proc_pid_stat(5); 100 clock ticks a second on every Linux that Node runs on. */
export function readProcess(pid: number): ProcessStat | undefined {
  const text = read(`/proc/${pid}/stat`);
  if (text === undefined) return undefined;
  // The command is in parentheses and may contain any character, so the fields start after the last one.
  const close = text.lastIndexOf(')');
  const fields = text.slice(close + 2).split(' ');
  const field = (number: number) => Number(fields[number - 3]);
  return {
    pid,
    command: text.slice(text.indexOf('(') + 1, close),
    state: fields[0] ?? '?',
    parent: field(4),
    cpuSeconds: (field(14) + field(15)) / 100,
    startTicks: field(22),
  };
}

export function listProcesses(): ProcessStat[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => readProcess(Number(name)))
    .filter((process) => process !== undefined);
}

/** A process's PIDs, in this PID namespace and in each nested one; empty if it is gone. */
export function readNestedPids(pid: number): number[] {
  const [, numbers = ''] = /^NSpid:\s+(.*)$/m.exec(read(`/proc/${pid}/status`) ?? '') ?? [];
  return numbers.split(/\s+/).filter(Boolean).map(Number);
}

/** The arguments of a process; empty for kernel threads and dead processes. */
export function readArguments(pid: number): string[] {
  const text = read(`/proc/${pid}/cmdline`);
  return text === undefined || text === '' ? [] : text.replace(/\0$/, '').split('\0');
}

/** CPU time of all threads in seconds, nanosecond resolution (field 1 of each task's schedstat). */
export function readCpuSeconds(pid: number): number | undefined {
  let tasks: string[];
  try {
    tasks = readdirSync(`/proc/${pid}/task`);
  } catch {
    return undefined;
  }
  let nanoseconds = 0;
  for (const task of tasks)
    nanoseconds += Number(read(`/proc/${pid}/task/${task}/schedstat`)?.split(' ')[0] ?? 0);
  return nanoseconds / 1e9;
}

/** PSS and RSS; undefined if the process is gone, has no memory or may not be inspected. */
export function readProcessMemory(pid: number): ProcessMemory | undefined {
  const rollup = read(`/proc/${pid}/smaps_rollup`);
  if (rollup === undefined) return undefined;
  const countedRss = parseCountedRss(read(`/proc/${pid}/status`) ?? '');
  return agreedMemory(parseRollup(rollup), countedRss, () => sumMappings(read(`/proc/${pid}/smaps`) ?? ''));
}

/** One field of /proc/meminfo in bytes. */
export function readMemoryField(
  name: 'MemTotal' | 'MemAvailable' | 'SwapTotal' | 'SwapFree' | 'AnonHugePages',
): number {
  const text = read('/proc/meminfo') ?? '';
  return Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? Number.NaN) * 1024;
}

export interface HostCpuTime {
  /** Seconds since boot, summed over all cores. */
  readonly busy: number;
  readonly steal: number;
  readonly total: number;
}

/** First line of /proc/stat. */
export function readHostCpu(): HostCpuTime {
  const [user = 0, nice = 0, system = 0, idle = 0, iowait = 0, irq = 0, softirq = 0, steal = 0] = (
    read('/proc/stat') ?? ''
  )
    .split('\n', 1)[0]!
    .trim()
    .split(/\s+/)
    .slice(1)
    .map((ticks) => Number(ticks) / 100);
  const busy = user + nice + system + irq + softirq;
  return { busy, steal, total: busy + idle + iowait + steal };
}

/** A kernel setting or fact, trimmed: `/proc/sys/kernel/osrelease`. */
export function readKernelText(path: string): string | undefined {
  return read(path)?.trim();
}

/** Identity of a namespace, such as `net:[4026531840]`. */
export function readNamespace(
  pid: number | 'self',
  namespace: 'cgroup' | 'ipc' | 'mnt' | 'net' | 'pid' | 'time' | 'user' | 'uts',
): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/ns/${namespace}`);
  } catch {
    return undefined;
  }
}

/**
 * The program that a process runs; undefined for kernel threads, dead processes and those of other users.
 */
export function readExecutable(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/exe`).replace(/ \(deleted\)$/, '');
  } catch {
    return undefined;
  }
}

/** The user that a process runs as. */
export function readUser(pid: number): number | undefined {
  return statSync(`/proc/${pid}`, { throwIfNoEntry: false })?.uid;
}

/** Whether a process is in the cgroup or below it, on any hierarchy (cgroups(7)). */
export function isInCgroup(pid: number, path: string): boolean {
  return (read(`/proc/${pid}/cgroup`) ?? '').split('\n').some((line) => {
    const own = line.slice(line.indexOf(':', line.indexOf(':') + 1) + 1);
    return own === path || own.startsWith(`${path}/`);
  });
}

/** Mount points can have names in any script; everything else in /proc is ASCII. */
function mountTable(): string {
  try {
    return readFileSync('/proc/self/mountinfo', 'utf8');
  } catch {
    return '';
  }
}

/** Mount points at and below a directory, deepest first, so that they can be unmounted in order. */
export function mountsBelow(directory: string): string[] {
  const top = existsSync(directory) ? realpathSync(directory) : directory; // the kernel lists real paths
  return mountTable()
    .split('\n')
    .map((line) =>
      (line.split(' ')[4] ?? '').replace(/\\(\d{3})/g, (_, octal: string) =>
        String.fromCharCode(parseInt(octal, 8)),
      ),
    )
    .filter((point) => point === top || point.startsWith(`${top}/`))
    .sort((a, b) => b.length - a.length);
}
