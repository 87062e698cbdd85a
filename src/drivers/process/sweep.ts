import { join } from 'node:path';
import { cgroupMembers, childCgroups, removeCgroup } from '../../host/cgroup.ts';
import { stopCgroup } from '../../host/cgroup-stop.ts';
import { fileExists } from '../../host/files.ts';
import { removeOwnTree } from '../../host/own-tree.ts';
import { readProcess } from '../../host/procfs.ts';
import { removePartialRoots } from '../../image/root/root-cache.ts';
import { IsodenseError, messageOf } from '../../model/errors.ts';
import type { DeadOwner, RemovedResource, SweepFailure, Swept } from '../../model/owner.ts';
import type { DriverContext } from '../driver.ts';
import { ownerCgroup, removeOwnerCgroupIfEmpty } from '../owner-cgroup.ts';

/**
 * Removes the processes, cgroups, mounts and half-unpacked images of dead owners. A cgroup below /isodense of
 * an owner that is not among them is left alone: it may belong to a living run with another state directory.
 */
export async function sweepProcesses(context: DriverContext, dead: readonly DeadOwner[]): Promise<Swept> {
  const removed: RemovedResource[] = [];
  const failures: SweepFailure[] = [];
  for (const { owner, stateDirectory } of dead) {
    const steps: readonly (() => Promise<RemovedResource[]>)[] = [
      () => sweepCgroup(context, ownerCgroup(owner.id)),
      () => sweepDirectory(join(stateDirectory, 'process')),
      async () =>
        (await removePartialRoots(context.cacheDirectory, owner.id)).map((name): RemovedResource => ({
          kind: 'directory',
          name,
        })),
    ];
    for (const step of steps) {
      try {
        removed.push(...(await step()));
      } catch (error) {
        failures.push({ message: messageOf(error), owners: [owner.id] });
      }
    }
    removeOwnerCgroupIfEmpty(owner.id);
  }
  return { removed, failures };
}

async function sweepCgroup(context: DriverContext, cgroup: string): Promise<RemovedResource[]> {
  const processes = cgroupMembers(cgroup).map((pid): RemovedResource => ({
    kind: 'process',
    name: `${readProcess(pid)?.command ?? '?'} (${pid})`,
  }));
  const cgroups = childCgroups(cgroup).map((name): RemovedResource => ({
    kind: 'cgroup',
    name: `${cgroup}/${name}`,
  }));
  // No grace: whoever would have listened to a farewell is dead.
  const survivors = await stopCgroup(cgroup, context.clock, 0);
  if (survivors.length > 0)
    throw new IsodenseError('unavailable', `processes ${survivors.join(', ')} in ${cgroup} survived SIGKILL`);
  return removeCgroup(cgroup) ? [...processes, ...cgroups] : processes;
}

async function sweepDirectory(directory: string): Promise<RemovedResource[]> {
  if (!fileExists(directory)) return [];
  const mounts = (await removeOwnTree(directory)).map((name): RemovedResource => ({ kind: 'mount', name }));
  return [...mounts, { kind: 'directory', name: directory }];
}
