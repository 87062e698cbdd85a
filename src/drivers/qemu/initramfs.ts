import { packageFile, readBytes } from '../../host/files.ts';
import { packCpio, type CpioEntry } from './cpio.ts';
import type { GuestModule, GuestModules } from './guest-modules.ts';

const APPLETS = ['awk', 'base64', 'cat', 'cp', 'date', 'env', 'ifconfig', 'insmod', 'kill', 'mkdir', 'mount', 'nsenter', 'poweroff', 'rm', 'route', 'setsid', 'sh', 'sleep'];

/** Where a program expects its own standard streams by name; made by every engine in a container's /dev. */
const DEVICE_LINKS = [
  ['fd', '/proc/self/fd'],
  ['stdin', '/proc/self/fd/0'],
  ['stdout', '/proc/self/fd/1'],
  ['stderr', '/proc/self/fd/2'],
] as const;

/**
 * The first root filesystem of every guest: busybox, our scripts and program, the drivers. Not compressed: copying 3 MiB costs
 * the host a millisecond, unpacking them an emulated CPU much more.
 */
export function buildInitramfs(busybox: string, reseed: Buffer, modules: GuestModules): Buffer {
  const directories = ['bin', 'proc', 'sys', 'dev', 'run', 'image', 'cover', 'root', 'modules', 'device-links', 'device-links/pts', 'device-links/shm'];
  const entries: CpioEntry[] = [
    ...directories.map((path) => ({ kind: 'directory' as const, path })),
    // The kernel opens it for init before there is a /dev.
    { kind: 'character device', path: 'dev/console', major: 5, minor: 1 },
    { kind: 'pipe', path: 'run/output', mode: 0o666 },
    { kind: 'file', path: 'init', mode: 0o755, content: readBytes(packageFile('images/guest/init')) },
    { kind: 'file', path: 'agent', content: readBytes(packageFile('images/guest/agent')) },
    { kind: 'file', path: 'reseed', mode: 0o755, content: reseed },
    { kind: 'file', path: 'bin/busybox', mode: 0o755, content: readBytes(busybox) },
    ...APPLETS.map((applet) => ({ kind: 'link' as const, path: `bin/${applet}`, target: 'busybox' })),
    ...DEVICE_LINKS.map(([name, target]) => ({ kind: 'link' as const, path: `device-links/${name}`, target })),
    list('channel-modules', modules.channel),
    list('system-modules', modules.system),
    ...[...modules.channel, ...modules.system].map(({ name, content }) => ({ kind: 'file' as const, path: `modules/${name}`, content })),
  ];
  return packCpio(entries);
}

function list(name: string, modules: readonly GuestModule[]): CpioEntry {
  return { kind: 'file', path: `modules/${name}`, content: Buffer.from(modules.map((module) => `${module.name}\n`).join('')) };
}
