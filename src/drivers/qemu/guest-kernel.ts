import { basename, dirname, join } from 'node:path';
import { fileExists, isReadable, listDirectory, readBytes } from '../../host/files.ts';

/** A kernel that guests can boot, and where its modules are. */
export interface GuestKernel {
  readonly release: string;
  /** bzImage, vmlinux or, on arm64, Image. */
  readonly file: string;
  /** `…/lib/modules/<release>`; undefined for a kernel that came without modules. */
  readonly modules: string | undefined;
}

/** The kernel of the option; else the newest one fetched into the cache; else the newest one of the host. */
export function findGuestKernel(option: string | undefined, cacheDirectory: string): GuestKernel | undefined {
  if (option !== undefined) return isReadable(option) ? describeKernel(option) : undefined;
  const packages = join(cacheDirectory, 'kernels');
  const fetched = listDirectory(packages)
    .filter((name) => !name.startsWith('.'))
    .map((name) => join(packages, name, 'boot'));
  // A host's kernel may be readable by root only, and one without modules cannot be trusted to have all
  // drivers built in.
  return newest(fetched) ?? newest(['/boot']);
}

function newest(bootDirectories: readonly string[]): GuestKernel | undefined {
  return bootDirectories
    .flatMap((directory) =>
      listDirectory(directory)
        .filter((name) => name.startsWith('vmlinuz-'))
        .map((name) => join(directory, name)),
    )
    .filter(isReadable)
    .map(describeKernel)
    .filter((kernel) => kernel.modules !== undefined)
    .sort((a, b) => b.release.localeCompare(a.release, 'en', { numeric: true }))[0];
}

function describeKernel(file: string): GuestKernel {
  const release = /^vmlinuz-(.+)$/.exec(basename(file))?.[1] ?? releaseInside(file) ?? 'unknown';
  const tree = dirname(dirname(file));
  const places = [...new Set([tree, join(tree, 'usr'), '/', '/usr'])].map((root) =>
    join(root, 'lib/modules', release),
  );
  return { release, file, modules: places.find((place) => fileExists(join(place, 'kernel'))) };
}

/**
 * Every uncompressed kernel contains its banner; a bzImage has a pointer to one in its header (x86/boot.rst,
 * kernel_version).
 */
function releaseInside(file: string): string | undefined {
  const bytes = readBytes(file);
  if (bytes.length > 0x210 && bytes.toString('latin1', 0x202, 0x206) === 'HdrS') {
    const start = bytes.readUInt16LE(0x20e) + 0x200;
    return /^\S+/.exec(bytes.toString('latin1', start, start + 200))?.[0];
  }
  const banner = bytes.indexOf('Linux version ');
  return banner < 0
    ? undefined
    : /^Linux version (\S+)/.exec(bytes.toString('latin1', banner, banner + 200))?.[1];
}
