import { CURRENT_DIRECTORY, type CallList } from '../host/calls/call-list.ts';

/** mount(2) */
const READ_ONLY = 1;
const NO_SETUID = 2;
const NO_DEVICES = 4;
const NO_PROGRAMS = 8;

const CHARACTER_DEVICE = 0o20000;

/** /dev/shm of every engine, unless it is told otherwise. */
const SHARED_MEMORY = '64m';

const FILE_SYSTEMS = [
  { type: 'proc', place: '/proc', flags: NO_SETUID | NO_DEVICES | NO_PROGRAMS, options: '' },
  { type: 'sysfs', place: '/sys', flags: READ_ONLY | NO_SETUID | NO_DEVICES | NO_PROGRAMS, options: '' },
  { type: 'tmpfs', place: '/dev', flags: NO_SETUID, options: 'mode=755,size=64m' },
  {
    type: 'devpts',
    place: '/dev/pts',
    flags: NO_SETUID | NO_PROGRAMS,
    options: 'newinstance,ptmxmode=0666,mode=0620,gid=5',
  },
  {
    type: 'tmpfs',
    place: '/dev/shm',
    flags: NO_SETUID | NO_DEVICES | NO_PROGRAMS,
    options: `mode=1777,size=${SHARED_MEMORY}`,
  },
] as const;

/** Not every kernel has message queues. */
const MESSAGE_QUEUES = {
  type: 'mqueue',
  place: '/dev/mqueue',
  flags: NO_SETUID | NO_DEVICES | NO_PROGRAMS,
  options: '',
} as const;

const DEVICES = [
  ['null', 1, 3],
  ['zero', 1, 5],
  ['full', 1, 7],
  ['random', 1, 8],
  ['urandom', 1, 9],
  ['tty', 5, 0],
] as const;

const LINKS = [
  ['fd', '/proc/self/fd'],
  ['stdin', '/proc/self/fd/0'],
  ['stdout', '/proc/self/fd/1'],
  ['stderr', '/proc/self/fd/2'],
  ['ptmx', 'pts/ptmx'],
] as const;

/**
 * Mounts in a root filesystem what every engine mounts in a container (OCI runtime-spec, config-linux.md,
 * default filesystems and devices). Paths are resolved inside of it, whatever links the image has there.
 */
export function mountLikeContainer(calls: CallList, root: string): void {
  calls.call('entering the root filesystem', 'chroot', calls.text(root));
  calls.call('entering the root filesystem', 'chdir', calls.text('/'));
  calls.call('setting the umask', 'umask', 0);
  for (const { type, place, flags, options } of FILE_SYSTEMS) {
    calls.attempt(`making ${place}`, 'mkdirat', CURRENT_DIRECTORY, calls.text(place), 0o755);
    calls.call(
      `mounting ${place}`,
      'mount',
      calls.text(type),
      calls.text(place),
      calls.text(type),
      flags,
      calls.text(options),
    );
  }
  const { type, place, flags, options } = MESSAGE_QUEUES;
  calls.call(`making ${place}`, 'mkdirat', CURRENT_DIRECTORY, calls.text(place), 0o755);
  calls.attempt(
    `mounting ${place}`,
    'mount',
    calls.text(type),
    calls.text(place),
    calls.text(type),
    flags,
    calls.text(options),
  );
  for (const [name, major, minor] of DEVICES) {
    calls.call(
      `making /dev/${name}`,
      'mknodat',
      CURRENT_DIRECTORY,
      calls.text(`/dev/${name}`),
      CHARACTER_DEVICE | 0o666,
      major * 256 + minor,
    );
  }
  for (const [name, target] of LINKS)
    calls.call(
      `making /dev/${name}`,
      'symlinkat',
      calls.text(target),
      CURRENT_DIRECTORY,
      calls.text(`/dev/${name}`),
    );
}
