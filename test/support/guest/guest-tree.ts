import { execFileSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, readFileSync, realpathSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const REPOSITORY = fileURLToPath(new URL('../../..', import.meta.url));

/** What isodense runs on a host for plain processes. */
const PROGRAMS = ['unshare', 'mount', 'umount', 'mkfifo', 'cp', 'tar'];

/**
 * A root filesystem with what isodense needs of a host: Node and some programs with their libraries, busybox
 * for everything else, and the built project with the packages that it has at run time. Taken from this
 * machine, as it is.
 */
export function makeGuestTree(root: string): void {
  for (const directory of ['bin', 'tmp', 'var/tmp', 'etc'])
    mkdirSync(join(root, directory), { recursive: true });
  const busybox = pathOf('busybox');
  copyFileSync(busybox, join(root, 'bin/busybox'));
  const applets = execFileSync(busybox, ['--list'], { encoding: 'utf8' }).trim().split('\n');
  for (const applet of applets)
    if (!['busybox', ...PROGRAMS].includes(applet)) symlinkSync('busybox', join(root, 'bin', applet));
  copyWithLibraries(process.execPath, root, 'bin/node');
  for (const program of PROGRAMS) copyWithLibraries(pathOf(program), root, `bin/${program}`);

  const project = join(root, 'isodense');
  mkdirSync(project);
  for (const part of ['bin', 'dist', 'images', 'assets', 'package.json'])
    cpSync(join(REPOSITORY, part), join(project, part), { recursive: true });
  for (const path of runtimePackages())
    cpSync(join(REPOSITORY, path), join(project, path), { recursive: true });
}

function pathOf(program: string): string {
  return execFileSync('sh', ['-c', 'command -v "$1"', 'sh', program], { encoding: 'utf8' }).trim();
}

/** ldd(1) names each library with the path that the loader would take. */
function copyWithLibraries(program: string, root: string, target: string): void {
  copyFileSync(realpathSync(program), join(root, target));
  for (const [, library] of execFileSync('ldd', [program], { encoding: 'utf8' }).matchAll(/(\/\S+) \(0x/g)) {
    const copy = join(root, library!);
    mkdirSync(dirname(copy), { recursive: true });
    copyFileSync(realpathSync(library!), copy);
  }
}

/** Paths of the installed packages that are not for development only. */
function runtimePackages(): string[] {
  const lock = JSON.parse(readFileSync(join(REPOSITORY, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { dev?: boolean; optional?: boolean }>;
  };
  return Object.entries(lock.packages).flatMap(([path, { dev, optional }]) =>
    path === '' || dev === true || optional === true ? [] : [path],
  );
}
