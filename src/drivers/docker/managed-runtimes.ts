import { join } from 'node:path';
import { runCommand, tryCommand } from '../../host/command.ts';
import {
  ensureDirectory,
  findProgram,
  makeExecutable,
  readBytes,
  removeTree,
  writeBytes,
} from '../../host/files.ts';
import { DEADLINES } from '../../model/deadlines.ts';

export interface RuntimeRegistration {
  readonly path: string;
  readonly runtimeArgs?: readonly string[];
}

/** Runtimes that a managed engine offers beside its own runc, when their programs are installed. */
export async function installedRuntimes(
  directory: string,
  signal: AbortSignal,
): Promise<Readonly<Record<string, RuntimeRegistration>>> {
  const runtimes: Record<string, RuntimeRegistration> = {};
  for (const name of ['crun', 'youki', 'kata-runtime']) {
    const path = findProgram(name);
    if (path !== undefined) runtimes[name] = { path };
  }
  const runsc = findProgram('runsc');
  const flags = runsc === undefined ? undefined : await workingRunscFlags(runsc, directory, signal);
  if (runsc !== undefined && flags !== undefined) runtimes['runsc'] = { path: runsc, runtimeArgs: flags };
  return runtimes;
}

/**
 * gVisor's platform and network stack must suit the host: newer versions prefer systrap, older know only
 * ptrace, and versions before 2023 take every network namespace of a recent kernel for the host's own and
 * refuse their network stack. So each pair is tried with a real container, the best isolated first. Network
 * `host` means the stack of the container's own network namespace.
 */
async function workingRunscFlags(
  runsc: string,
  directory: string,
  signal: AbortSignal,
): Promise<readonly string[] | undefined> {
  const busybox = findProgram('busybox');
  if (busybox === undefined) return undefined;
  const bundle = join(directory, 'trial');
  ensureDirectory(join(bundle, 'rootfs/bin'));
  writeBytes(join(bundle, 'rootfs/bin/true'), readBytes(busybox));
  makeExecutable(join(bundle, 'rootfs/bin/true'));
  await runCommand(runsc, ['spec', '--bundle', bundle, '--', '/bin/true'], {
    signal,
    deadlineMs: DEADLINES.runtimeTrial,
  });
  try {
    for (const network of ['sandbox', 'host']) {
      for (const platform of ['systrap', 'ptrace']) {
        const flags = [`--platform=${platform}`, `--network=${network}`];
        if (await startsContainer(runsc, flags, bundle, signal)) return flags;
      }
    }
    return undefined;
  } finally {
    removeTree(bundle);
  }
}

async function startsContainer(
  runsc: string,
  flags: readonly string[],
  bundle: string,
  signal: AbortSignal,
): Promise<boolean> {
  const common = ['--root', join(bundle, 'state'), '--ignore-cgroups', ...flags];
  const trial = await tryCommand(runsc, [...common, 'run', '--bundle', bundle, 'trial'], {
    signal,
    deadlineMs: DEADLINES.runtimeTrial,
  }).catch(() => undefined);
  if (trial?.code !== 0)
    await tryCommand(runsc, [...common, 'delete', '--force', 'trial'], {
      deadlineMs: DEADLINES.runtimeTrial,
    }).catch(() => undefined);
  signal.throwIfAborted();
  return trial?.code === 0;
}
