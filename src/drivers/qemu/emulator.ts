import { join } from 'node:path';
import { tryCommand } from '../../host/command.ts';
import { ensureDirectory, findProgram, writeBytes } from '../../host/files.ts';
import { hostArchitecture } from '../../host/platform.ts';
import { DEADLINES } from '../../model/deadlines.ts';
import { IsodenseError } from '../../model/errors.ts';
import type { DriverContext } from '../driver.ts';
import { findGuestKernel } from './guest-kernel.ts';
import { guestModules } from './guest-modules.ts';
import { buildInitramfs } from './initramfs.ts';
import { machineFor, type Machine } from './machine.ts';
import type { QemuOptions } from './options.ts';
import { staticBusybox } from './static-busybox.ts';
import { extractVmlinux } from './vmlinux.ts';

/** Everything that VMs of one configuration are started from. */
export interface Emulator {
  readonly machine: Machine;
  readonly program: string;
  readonly version: string;
  readonly kernel: string;
  readonly kernelRelease: string;
  readonly initramfs: string;
}

/**
 * Finds, unpacks and builds what a VM starts from. Throws `unavailable`, with how to fix it, for what this host
 * lacks.
 */
export async function assembleEmulator(
  context: DriverContext,
  options: QemuOptions,
  signal: AbortSignal,
): Promise<Emulator> {
  const machine = machineFor(options.machine, hostArchitecture());
  if (machine === undefined) {
    throw new IsodenseError(
      'unavailable',
      `there is no machine ${options.machine} for this host's architecture, ${hostArchitecture()}`,
      { hint: 'use machine: auto on amd64 or arm64' },
    );
  }
  const program = required(
    findProgram(machine.program),
    `there is no ${machine.program} on PATH`,
    `apt-get install ${machine.debianPackage}`,
  );
  required(
    findProgram('mke2fs'),
    'there is no mke2fs, which makes the disk of an image',
    'apt-get install e2fsprogs',
  );
  const busybox = staticBusybox();
  if ('missing' in busybox)
    throw new IsodenseError(
      'unavailable',
      `the guest needs a statically linked busybox: ${busybox.missing}`,
      { hint: 'apt-get install busybox-static' },
    );
  const kernel = required(
    findGuestKernel(options.kernel, context.cacheDirectory),
    options.kernel === undefined
      ? `there is no guest kernel in ${context.cacheDirectory}/kernels nor a usable one in /boot`
      : `the kernel ${options.kernel} cannot be read`,
    options.kernel === undefined
      ? "npm run setup fetches the distribution's cloud kernel; or name one with the option kernel"
      : 'name an existing bzImage or vmlinux, or leave the option out',
  );
  const directory = ensureDirectory(join(context.stateDirectory, 'qemu'));
  const label = `${machine.type}-${options.network}-${kernel.release}`;
  const modules = await guestModules({ kernel, network: options.network === 'user', signal });
  const initramfs = join(directory, `initramfs-${label}.cpio`);
  writeBytes(initramfs, buildInitramfs(busybox.path, machine.architecture, modules));
  return {
    machine,
    program,
    version: await versionOf(program, signal),
    kernel: await extractVmlinux({
      kernel: kernel.file,
      cacheDirectory: context.cacheDirectory,
      ownerId: context.owner.id,
      signal,
    }),
    kernelRelease: kernel.release,
    initramfs,
  };
}

function required<T>(found: T | undefined, reason: string, hint: string): T {
  if (found === undefined) throw new IsodenseError('unavailable', reason, { hint });
  return found;
}

async function versionOf(program: string, signal: AbortSignal): Promise<string> {
  const { stdout } = await tryCommand(program, ['--version'], {
    signal,
    deadlineMs: DEADLINES.quickCommand,
  });
  return /version (\S+)/.exec(stdout)?.[1] ?? 'unknown';
}
