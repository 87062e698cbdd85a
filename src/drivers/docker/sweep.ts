import type Dockerode from 'dockerode';
import { cgroupProcesses } from '../../host/cgroup.ts';
import { signalProcess } from '../../host/command.ts';
import { fileExists } from '../../host/files.ts';
import { listProcesses, readArguments } from '../../host/procfs.ts';
import type { DeadOwner, Owner, RemovedResource } from '../../model/owner.ts';
import { HOST_LABEL, OWNER_LABEL } from '../../model/owner.ts';
import { ownerOfTag, TAG_REPOSITORY } from './images.ts';
import { removeContainer } from './remove-container.ts';
import { managedCgroupParent, managedDirectory, removeManagedEngine } from './managed-engine.ts';
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
  if (!fileExists(directory)) return [];
  const removed: RemovedResource[] = [];
  // Its processes name its directory; nobody else's do, since the owner's id is in it.
  const own = () => [
    ...listProcesses().map(({ pid }) => pid).filter((pid) => readArguments(pid).some((argument) => argument.includes(`${directory}/`))),
    ...cgroupProcesses(managedCgroupParent(owner.id)),
  ];
  let remaining = own();
  if (remaining.length > 0) removed.push({ kind: 'engine', name: `${directory} (${remaining.length} processes)` });
  // Ending the first process of its PID namespace ends all of them, and the kernel takes a moment to do so.
  for (let attempt = 0; remaining.length > 0 && attempt < 100; attempt += 1) {
    for (const pid of remaining) signalProcess(pid, 'SIGKILL');
    await clock.sleep(20);
    remaining = own();
  }
  await removeManagedEngine(owner.id, directory);
  removed.push({ kind: 'directory', name: directory });
  return removed;
}

