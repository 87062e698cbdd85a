import type Dockerode from 'dockerode';
import { cgroupMembers } from '../../host/cgroup.ts';
import { stopCgroup } from '../../host/cgroup-stop.ts';
import { fileExists } from '../../host/files.ts';
import { removeOwnTree } from '../../host/own-tree.ts';
import { IsodenseError } from '../../model/errors.ts';
import type { DeadOwner, Owner, RemovedResource } from '../../model/owner.ts';
import { HOST_LABEL, OWNER_LABEL } from '../../model/owner.ts';
import { ownerOfTag, TAG_REPOSITORY } from './images.ts';
import { removeContainer } from './remove-container.ts';
import { managedCgroups, managedDirectory, removeManagedCgroups } from './managed-engine.ts';
import type { Clock } from '../../host/clock.ts';

/** Removes containers and tags that dead owners of this host left in an engine that still answers. */
export async function sweepEngine(docker: Dockerode, self: Owner, isAlive: (ownerId: string) => boolean): Promise<RemovedResource[]> {
  const removed: RemovedResource[] = [];
  const containers = await docker.listContainers({ all: true, filters: { label: [`${HOST_LABEL}=${self.hostId}`] } });
  for (const { Id, Labels, Names } of containers) {
    const owner = Labels[OWNER_LABEL];
    if (owner === undefined || isAlive(owner)) continue;
    await removeContainer(docker.getContainer(Id));
    removed.push({ kind: 'container', name: Names[0]?.slice(1) ?? Id.slice(0, 12) });
  }
  for (const { RepoTags } of await docker.listImages({ filters: { reference: [TAG_REPOSITORY] } })) {
    for (const tag of RepoTags ?? []) {
      const owner = ownerOfTag(tag, self.hostId);
      if (owner === undefined || isAlive(owner)) continue;
      await docker.getImage(tag).remove();
      removed.push({ kind: 'image', name: tag });
    }
  }
  return removed;
}

/** Ends the engine of a dead owner, if it outlived its harness, and removes what it left. */
export async function sweepManagedEngine({ owner, stateDirectory }: DeadOwner, clock: Clock): Promise<RemovedResource[]> {
  const directory = managedDirectory(stateDirectory);
  const cgroups = managedCgroups(owner.id);
  const running = cgroups.flatMap(cgroupMembers);
  const removed: RemovedResource[] = running.length > 0 ? [{ kind: 'engine', name: `${directory} (${running.length} processes)` }] : [];
  // Among them is the first process of its PID namespace, with which the kernel ends all others.
  for (const cgroup of cgroups) {
    const survivors = await stopCgroup(cgroup, clock, 0);
    if (survivors.length > 0) throw new IsodenseError('unavailable', `processes ${survivors.join(', ')} of isodense's own engine in ${cgroup} survived SIGKILL`);
  }
  removeManagedCgroups(owner.id);
  if (!fileExists(directory)) return removed;
  const mounts = (await removeOwnTree(directory)).map((name): RemovedResource => ({ kind: 'mount', name }));
  return [...removed, ...mounts, { kind: 'directory', name: directory }];
}
