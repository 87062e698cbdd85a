import type { ProgramArchitecture } from './static-program.ts';

/** System call numbers (syscalls(2)), amd64 and arm64. */
const NUMBERS = {
  chdir: [80, 49],
  chroot: [161, 51],
  close_range: [436, 436],
  execve: [59, 221],
  fchmodat: [268, 53],
  fchownat: [260, 54],
  fcntl: [72, 25],
  mkdirat: [258, 34],
  mknodat: [259, 33],
  mount: [165, 40],
  openat: [257, 56],
  sched_setscheduler: [144, 119],
  setgid: [106, 144],
  setgroups: [116, 159],
  setpriority: [141, 140],
  setsid: [112, 157],
  setuid: [105, 146],
  symlinkat: [266, 36],
  umask: [95, 166],
  write: [1, 64],
} as const satisfies Readonly<Record<string, readonly [amd64: number, arm64: number]>>;

export type SystemCall = keyof typeof NUMBERS;

export function callNumber(name: SystemCall, architecture: ProgramArchitecture): number {
  return NUMBERS[name][architecture === 'amd64' ? 0 : 1];
}
