import { CallList } from '../../host/calls/call-list.ts';
import { callerProgram } from '../../host/calls/caller.ts';
import type { ProgramArchitecture } from '../../host/calls/static-program.ts';
import { packageFile, readBytes } from '../../host/files.ts';
import { mountLikeContainer } from '../container-mounts.ts';
import { packCpio, type CpioEntry } from './cpio.ts';
import type { GuestModule, GuestModules } from './guest-modules.ts';
import { callerCommand } from './launch-script.ts';
import { reseedProgram } from './reseed-program.ts';

const APPLETS = [
  'awk',
  'base64',
  'cat',
  'date',
  'ifconfig',
  'insmod',
  'kill',
  'mkdir',
  'mount',
  'poweroff',
  'rm',
  'route',
  'sh',
  'sleep',
];

/**
 * The first root filesystem of every guest: busybox, our scripts and program, the drivers. Not compressed:
 * copying 3 MiB costs the host a millisecond, unpacking them an emulated CPU much more.
 */
export function buildInitramfs(
  busybox: string,
  architecture: ProgramArchitecture,
  modules: GuestModules,
): Buffer {
  const directories = ['bin', 'proc', 'sys', 'dev', 'run', 'image', 'cover', 'root', 'modules'];
  const entries: CpioEntry[] = [
    ...directories.map((path) => ({ kind: 'directory' as const, path })),
    // The kernel opens it for init before there is a /dev.
    { kind: 'character device', path: 'dev/console', major: 5, minor: 1 },
    { kind: 'pipe', path: 'run/output', mode: 0o666 },
    { kind: 'file', path: 'init', mode: 0o755, content: readBytes(packageFile('images/guest/init')) },
    { kind: 'file', path: 'agent', content: readBytes(packageFile('images/guest/agent')) },
    { kind: 'file', path: 'mounts', content: Buffer.from(mountScript(architecture)) },
    { kind: 'file', path: 'caller', mode: 0o755, content: callerProgram(architecture) },
    { kind: 'file', path: 'reseed', mode: 0o755, content: reseedProgram(architecture) },
    { kind: 'file', path: 'bin/busybox', mode: 0o755, content: readBytes(busybox) },
    ...APPLETS.map((applet) => ({ kind: 'link' as const, path: `bin/${applet}`, target: 'busybox' })),
    list('channel-modules', modules.channel),
    list('system-modules', modules.system),
    ...[...modules.channel, ...modules.system].map(({ name, content }) => ({
      kind: 'file' as const,
      path: `modules/${name}`,
      content,
    })),
  ];
  return packCpio(entries);
}

function mountScript(architecture: ProgramArchitecture): string {
  const calls = new CallList(architecture);
  mountLikeContainer(calls, '/root');
  return `${callerCommand(calls, 'unmounted ')}\n`;
}

function list(name: string, modules: readonly GuestModule[]): CpioEntry {
  return {
    kind: 'file',
    path: `modules/${name}`,
    content: Buffer.from(modules.map((module) => `${module.name}\n`).join('')),
  };
}
