import type Dockerode from 'dockerode';
import { cgroupMembers } from '../../host/cgroup.ts';
import { stopCgroup } from '../../host/cgroup-stop.ts';
import { fileExists } from '../../host/files.ts';
import { removeOwnTree } from '../../host/own-tree.ts';
import { IsodenseError, messageOf } from '../../model/errors.ts';
import type { DeadOwner, Owner, RemovedResource, SweepFailure, Swept } from '../../model/owner.ts';
import { HOST_LABEL, OWNER_LABEL } from '../../model/owner.ts';
import { statusOf } from './errors.ts';
import { ownerOfTag, TAG_REPOSITORY } from './images.ts';
import { removeContainer } from './remove-container.ts';
import { managedCgroups, managedDirectory, removeManagedCgroups } from './managed-engine.ts';
import type { Clock } from '../../host/clock.ts';

/**
 * Removes containers and tags that dead owners of this host left in an engine that still answers. One that
 * the engine does not let go keeps none of the others.
 * @throws NoAnswerError and the like when the engine does not answer (any more)
 */
export async function sweepEngine(
  docker: Dockerode,
  self: Owner,
  isAlive: (ownerId: string) => boolean,
): Promise<Swept> {
  const removed: RemovedResource[] = [];
  const failures: SweepFailure[] = [];
  const remove = async (
    resource: RemovedResource,
    owner: string | undefined,
    removal: () => Promise<unknown>,
  ): Promise<void> => {
    if (owner === undefined || isAlive(owner)) return;
    try {
      await removal();
      removed.push(resource);
    } catch (error) {
      if (
        statusOf(error) === undefined &&
        !(error instanceof IsodenseError && statusOf(error.cause) !== undefined)
      )
        throw error;
      failures.push({ message: `${resource.kind} ${resource.name}: ${messageOf(error)}`, owners: [owner] });
    }
  };
  for (const { Id, Labels, Names } of await docker.listContainers({
    all: true,
    filters: { label: [`${HOST_LABEL}=${self.hostId}`] },
  })) {
    await remove(
      { kind: 'container', name: Names[0]?.slice(1) ?? Id.slice(0, 12) },
      Labels[OWNER_LABEL],
      () => removeContainer(docker.getContainer(Id)),
    );
  }
  for (const { RepoTags } of await docker.listImages({ filters: { reference: [TAG_REPOSITORY] } })) {
    for (const tag of RepoTags ?? [])
      await remove({ kind: 'image', name: tag }, ownerOfTag(tag, self.hostId), () =>
        docker.getImage(tag).remove(),
      );
  }
  return { removed, failures };
}

/** Ends the engine of a dead owner, if it outlived its harness, and removes what it left. */
export async function sweepManagedEngine(
  { owner, stateDirectory }: DeadOwner,
  clock: Clock,
): Promise<RemovedResource[]> {
  const directory = managedDirectory(stateDirectory);
  const cgroups = managedCgroups(owner.id);
  const running = cgroups.flatMap(cgroupMembers);
  const removed: RemovedResource[] =
    running.length > 0 ? [{ kind: 'engine', name: `${directory} (${running.length} processes)` }] : [];
  // Among them is the first process of its PID namespace, with which the kernel ends all others.
  for (const cgroup of cgroups) {
    const survivors = await stopCgroup(cgroup, clock, 0);
    if (survivors.length > 0)
      throw new IsodenseError(
        'unavailable',
        `processes ${survivors.join(', ')} of isodense's own engine in ${cgroup} survived SIGKILL`,
      );
  }
  removeManagedCgroups(owner.id);
  if (!fileExists(directory)) return removed;
  const mounts = (await removeOwnTree(directory)).map((name): RemovedResource => ({ kind: 'mount', name }));
  return [...removed, ...mounts, { kind: 'directory', name: directory }];
}
