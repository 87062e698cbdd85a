import { join } from 'node:path';
import { createCgroup, removeCgroup } from '../../host/cgroup.ts';
import { findProgram } from '../../host/files.ts';
import { isRoot } from '../../host/platform.ts';
import { readKernelText } from '../../host/procfs.ts';
import { IsodenseError, messageOf } from '../../model/errors.ts';
import type { Availability, Driver, DriverContext, Technology } from '../driver.ts';
import { tryCaller } from './caller.ts';
import { limitsOf, processOptions, type ProcessOptions } from './options.ts';
import { ownerCgroup, removeOwnerCgroupIfEmpty } from '../owner-cgroup.ts';
import { ProcessSession } from './session.ts';
import { sweepProcesses } from './sweep.ts';

const PROGRAMS: Readonly<Record<string, string>> = { mount: 'mount', mkfifo: 'coreutils' };

/**
 * The image's root filesystem run as plain host processes: no isolation, the floor under every other
 * technology. Needs root, for chroot and for a cgroup each: without root only a user namespace could do it,
 * which is isolation already, and nothing would be left to compare with.
 */
export const processTechnology: Technology<ProcessOptions> = {
  name: 'process',
  summary:
    "plain processes of the host in the image's root filesystem, as root unless the image has a USER: not isolated, so only for images that you trust",
  options: processOptions,
  examples: { process: {} },
  sharesPorts: () => true,
  open: openDriver,
};

function openDriver(context: DriverContext): Driver<ProcessOptions> {
  const sessions = new Set<ProcessSession>();
  return {
    technology: processTechnology,
    check: (options, signal) => checkHost(context, options, signal),
    open: async (request) => {
      const session = new ProcessSession(context, request);
      sessions.add(session);
      return session;
    },
    sweep: (dead) => sweepProcesses(context, dead),
    [Symbol.asyncDispose]: async () => {
      const ends = await Promise.allSettled([...sessions].map((session) => session[Symbol.asyncDispose]()));
      const failures = ends.filter((end) => end.status === 'rejected').map((end): unknown => end.reason);
      if (failures.length > 0)
        throw new AggregateError(failures, 'sessions of plain processes could not be closed');
    },
  };
}

async function checkHost(
  { owner, stateDirectory }: DriverContext,
  options: ProcessOptions,
  signal: AbortSignal,
): Promise<Availability> {
  if (!isRoot())
    return {
      usable: false,
      reason: 'plain processes of an image need chroot, which only root may do',
      hint: 'run isodense as root, for instance with sudo',
    };
  const missing = Object.keys(PROGRAMS).filter((name) => findProgram(name) === undefined);
  if (missing.length > 0) {
    return {
      usable: false,
      reason: `these programs are missing: ${missing.join(', ')}`,
      hint: `install ${[...new Set(missing.map((name) => PROGRAMS[name]))].join(' and ')}`,
    };
  }
  try {
    await tryCaller(join(stateDirectory, 'process', 'trial'), signal);
  } catch (error) {
    if (error instanceof IsodenseError && error.kind === 'unavailable')
      return { usable: false, reason: error.message, hint: error.hint ?? '' };
    throw error;
  }
  const trial = `${ownerCgroup(owner.id)}/trial`;
  try {
    createCgroup(trial, limitsOf(options, {})); // the only proof that the kernel takes these limits
  } catch (error) {
    return {
      usable: false,
      reason: `a cgroup with these limits cannot be made: ${messageOf(error)}`,
      hint: 'isodense needs the memory, cpu, cpuset and pids controllers in /sys/fs/cgroup, mounted read-write, and a cpuset that the host has',
    };
  } finally {
    removeCgroup(trial);
    removeOwnerCgroupIfEmpty(owner.id);
  }
  return {
    usable: true,
    versions: { kernel: readKernelText('/proc/sys/kernel/osrelease') ?? 'unknown' },
    label: 'not isolated',
  };
}
