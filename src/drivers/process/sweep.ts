import { join } from 'node:path';
import { cgroupProcesses, childCgroups, removeCgroup } from '../../host/cgroup.ts';
import { stopCgroup } from '../../host/cgroup-stop.ts';
import { fileExists, removeTree } from '../../host/files.ts';
import { unmountBelow } from '../../host/mount.ts';
import { mountsBelow, readProcess } from '../../host/procfs.ts';
import type { DeadOwner, RemovedResource } from '../../model/owner.ts';
import type { DriverContext } from '../driver.ts';
import { ownerCgroup, removeOwnerCgroupIfEmpty } from '../owner-cgroup.ts';
import { removePartialRoots } from './root-cache.ts';

/**
 * Removes the processes, cgroups, mounts and half-unpacked images of dead owners. A cgroup below /isodense of an owner
 * that is not among them is left alone: it may belong to a living run with another state directory.
 */
export async function sweepProcesses(context: DriverContext, dead: readonly DeadOwner[]): Promise<RemovedResource[]> {
  const removed: RemovedResource[] = [];
  for (const { owner, stateDirectory } of dead) {
    removed.push(...(await sweepCgroup(context, ownerCgroup(owner.id))));
    removed.push(...(await sweepDirectory(join(stateDirectory, 'process'))));
    removed.push(...removePartialRoots(context.cacheDirectory, owner.id).map((name): RemovedResource => ({ kind: 'directory', name })));
    removeOwnerCgroupIfEmpty(owner.id);
  }
  return removed;
}

async function sweepCgroup(context: DriverContext, cgroup: string): Promise<RemovedResource[]> {
  const processes = cgroupProcesses(cgroup).map((pid): RemovedResource => ({ kind: 'process', name: `${readProcess(pid)?.command ?? '?'} (${pid})` }));
  const cgroups = childCgroups(cgroup).map((name): RemovedResource => ({ kind: 'cgroup', name: `${cgroup}/${name}` }));
  // No grace: whoever would have listened to a farewell is dead.
  const survivors = await stopCgroup(cgroup, context.clock, 0);
  if (survivors.length > 0) context.log(`processes ${survivors.join(', ')} in ${cgroup} survived SIGKILL`);
  return removeCgroup(cgroup) ? [...processes, ...cgroups] : processes;
}

/** Nothing is deleted through a mount that is still there. */
async function sweepDirectory(directory: string): Promise<RemovedResource[]> {
  if (!fileExists(directory)) return [];
  const mounts = (await unmountBelow(directory)).map((name): RemovedResource => ({ kind: 'mount', name }));
  if (mountsBelow(directory).length > 0) return mounts;
  removeTree(directory);
  return [...mounts, { kind: 'directory', name: directory }];
}
