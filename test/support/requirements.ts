import { accessSync, constants, readdirSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import type { TestContext } from 'vitest';

declare module 'vitest' {
  interface TaskMeta {
    /** Set on a skipped test whose missing requirement was declared optional for this machine. */
    excused?: boolean;
  }
}

const emulator = `qemu-system-${process.arch === 'x64' ? 'x86_64' : 'aarch64'}`;

/** What a test may need of its machine, and how a look tells whether it is there. */
const REQUIREMENTS = {
  root: () => (process.getuid?.() === 0 ? undefined : 'these tests must run as root'),
  dockerd: () => program('dockerd') ?? program('containerd'),
  docker: () => program('docker'),
  'docker-registry': () => program('docker-registry'),
  runc: () => program('runc'),
  crun: () => program('crun'),
  runsc: () => program('runsc'),
  qemu: () => program(emulator),
  busybox: () => program('busybox'),
  mke2fs: () => program('mke2fs'),
  ip: () => program('ip'),
  git: () => program('git'),
  setfattr: () => program('setfattr'),
  openssl: () => program('openssl'),
  'guest-kernel': () =>
    isCached('kernels', 'linux-image')
      ? undefined
      : 'no kernel for virtual machines in the cache; scripts/fetch-guest-kernel.sh gets one',
  neighbours: () =>
    ['stress-ng_', 'nginx_'].every((name) => isCached('programs', name))
      ? undefined
      : 'no stress-ng or no nginx in the cache; scripts/fetch-programs.sh gets them',
  chromium: () => (CHROMIUM === undefined ? 'no chromium, google-chrome or chrome on PATH' : undefined),
} satisfies Record<string, () => string | undefined>;

export type Requirement = keyof typeof REQUIREMENTS;

/** Path of a browser that playwright-core can drive; undefined where there is none. */
const CHROMIUM = ['chromium', 'chromium-browser', 'google-chrome', 'chrome']
  .map(pathOf)
  .find((path) => path !== undefined);

/**
 * Skips the test, with the reason, where the machine lacks something that it needs. That fails the run,
 * unless ISODENSE_TEST_OPTIONAL (comma-separated) names what is missing. Works in a test and in `beforeEach`.
 */
export function needs(context: TestContext, ...requirements: readonly Requirement[]): void {
  const missing = requirements.flatMap((name) => {
    const reason = REQUIREMENTS[name]();
    return reason === undefined ? [] : [{ name, reason }];
  });
  if (missing.length === 0) return;
  context.task.meta.excused = missing.every(({ name }) => optional().includes(name));
  context.skip(missing.map(({ name, reason }) => `needs ${name}: ${reason}`).join('; '));
}

/** True when the machine has all of it: for `beforeAll`, which cannot skip. */
export function has(...requirements: readonly Requirement[]): boolean {
  return requirements.every((name) => REQUIREMENTS[name]() === undefined);
}

function optional(): string[] {
  return (process.env['ISODENSE_TEST_OPTIONAL'] ?? '').split(',').map((name) => name.trim());
}

function program(name: string): string | undefined {
  return pathOf(name) === undefined ? `no program ${name} on PATH` : undefined;
}

/** Where the fetching scripts unpack what they get. */
function isCached(folder: string, prefix: string): boolean {
  const cache =
    process.env['ISODENSE_CACHE'] ?? `${process.env['XDG_CACHE_HOME'] ?? `${homedir()}/.cache`}/isodense`;
  try {
    return readdirSync(`${cache}/${folder}`).some((name) => name.startsWith(prefix));
  } catch {
    return false;
  }
}

/** Like the product itself, looks in the system directories too, which users' PATHs often lack. */
function pathOf(name: string): string | undefined {
  const directories = [...(process.env['PATH'] ?? '').split(':'), '/usr/local/sbin', '/usr/sbin', '/sbin'];
  return directories.map((directory) => `${directory}/${name}`).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
