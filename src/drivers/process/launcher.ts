import { procsFilesOf } from '../../host/cgroup.ts';
import type { ImageConfig } from '../../image/image.ts';
import type { ImageUser } from './user.ts';

/**
 * Moves itself into the cgroup before it becomes the workload, so that not one page or clock tick of the workload
 * is charged elsewhere. `unset PWD`: some shells export it, and the workload must see the image's environment only.
 */
const ENTER_CGROUP = 'while [ "$1" != -- ]; do echo $$ >"$1" || exit 125; shift; done; shift; unset PWD OLDPWD; exec "$@"';

const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

export interface Confinement {
  /** The session's root filesystem on the host. */
  readonly root: string;
  readonly cgroup: string;
  readonly user: ImageUser;
  readonly workingDirectory: string;
}

export interface CommandLine {
  readonly program: string;
  readonly args: readonly string[];
}

/**
 * A command inside the root filesystem. `unshare` with --root and no namespace flag is chroot(1) that also sets the
 * working directory; both cost the same. It ends with the harness only if it reads its standard input: binding
 * it to its parent's life with setpriv costs a third of a plain process's startup, and a sweep finds it by its cgroup.
 */
export function confined(unshare: string, where: Confinement, command: readonly string[]): CommandLine {
  const { root, user, workingDirectory } = where;
  const identity = user.uid === 0 && user.gid === 0 ? [] : [`--setgid=${user.gid}`, `--setuid=${user.uid}`];
  const enter = [unshare, `--root=${root}`, `--wd=${workingDirectory}`, ...identity, '--', ...command];
  return { program: '/bin/sh', args: ['-c', ENTER_CGROUP, 'isodense', ...procsFilesOf(where.cgroup), '--', ...enter] };
}

/** The image's environment and the workload's on top, with what every engine adds: PATH and HOME. Nothing of the host's. */
export function environmentOf(config: ImageConfig, user: ImageUser, extra: Readonly<Record<string, string>>): Record<string, string> {
  const fromImage = config.env.map((pair): [string, string] => {
    const equals = pair.indexOf('=');
    return equals < 0 ? [pair, ''] : [pair.slice(0, equals), pair.slice(equals + 1)];
  });
  return { PATH: DEFAULT_PATH, HOME: user.home, ...Object.fromEntries(fromImage), ...extra };
}
