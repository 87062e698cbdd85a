import { dirname } from 'node:path';
import { cgroupProcesses, childCgroups, removeCgroup, removeCgroupIfEmpty } from '../../host/cgroup.ts';
import { stopCgroup } from '../../host/cgroup-stop.ts';
import type { Clock } from '../../host/clock.ts';
import { signalProcess } from '../../host/command.ts';
import { removeOwnTree } from '../../host/own-tree.ts';
import { readArguments, readProcess } from '../../host/procfs.ts';
import { DEADLINES } from '../../model/deadlines.ts';
import { IsodenseError, messageOf } from '../../model/errors.ts';
import type { DeadOwner, RemovedResource, SweepFailure, Swept } from '../../model/owner.ts';
import { ownerCgroup } from '../owner-cgroup.ts';
import { leftoverOwners, leftoversOf } from './root-disk.ts';
import { virtualMachines, type RunningVm } from './running.ts';

const LOOK_EVERY_MS = 10;

export interface SweepRequest {
  readonly dead: readonly DeadOwner[];
  readonly isAlive: (ownerId: string) => boolean;
  readonly cacheDirectory: string;
  readonly clock: Clock;
}

/**
 * Removes VMs, their cgroups and what is in the cache for a time, of dead owners only. State directories are
 * their sweeper's.
 */
export async function sweepVms({ dead, isAlive, cacheDirectory, clock }: SweepRequest): Promise<Swept> {
  const removed: RemovedResource[] = [];
  const failures: SweepFailure[] = [];
  const known = new Set(dead.map(({ owner }) => owner.id));
  const isDead = (ownerId: string): boolean => known.has(ownerId) || !isAlive(ownerId);
  // What cannot be removed keeps none of the rest.
  const remove = async (
    resource: RemovedResource,
    ownerId: string,
    removal: () => Promise<boolean>,
  ): Promise<void> => {
    try {
      if (await removal()) removed.push(resource);
    } catch (error) {
      failures.push({ message: messageOf(error), owners: [ownerId] });
    }
  };
  for (const vm of virtualMachines().filter(({ ownerId }) => isDead(ownerId))) {
    known.add(vm.ownerId);
    await remove({ kind: 'virtual machine', name: vm.name }, vm.ownerId, async () => {
      if (await kill(vm, clock)) return true;
      throw new IsodenseError(
        'unavailable',
        `the virtual machine ${vm.name} (process ${vm.pid}) survived SIGKILL`,
      );
    });
  }
  for (const id of known) {
    const cgroup = ownerCgroup(id);
    await remove(
      { kind: 'cgroup', name: cgroup },
      id,
      async () => childCgroups(dirname(cgroup)).includes(id) && (await removeAbandoned(cgroup, clock)),
    );
  }
  removeCgroupIfEmpty('/isodense');
  for (const id of new Set([...known, ...leftoverOwners(cacheDirectory).filter(isDead)])) {
    for (const path of leftoversOf(cacheDirectory, id)) {
      await remove({ kind: 'directory', name: path }, id, async () => {
        await removeOwnTree(path);
        return true;
      });
    }
  }
  return { removed, failures };
}

/** Another technology's processes may still be in there: then it is left to that driver. False when it is. */
async function removeAbandoned(path: string, clock: Clock): Promise<boolean> {
  // A VM that died with its harness may be a moment in dying: without arguments already, but not out of its
  // cgroup.
  const someDying = (): boolean => cgroupProcesses(path).some((pid) => readArguments(pid).length === 0);
  const deadline = clock.now() + DEADLINES.kill;
  while (someDying() && clock.now() < deadline) await clock.sleep(LOOK_EVERY_MS);
  return cgroupProcesses(path).length === 0 && removeCgroup(path);
}

/**
 * The start time tells the process that was found from another that has its number by now. Its first thread
 * can be dead (a zombie) while others still die: only its empty cgroup says that all are gone.
 */
async function kill({ pid, startTicks, name, ownerId }: RunningVm, clock: Clock): Promise<boolean> {
  const isThere = (): boolean => {
    const now = readProcess(pid);
    return now !== undefined && now.startTicks === startTicks && now.state !== 'Z';
  };
  if (isThere()) signalProcess(pid, 'SIGKILL');
  const deadline = clock.now() + DEADLINES.kill;
  while (isThere() && clock.now() < deadline) await clock.sleep(LOOK_EVERY_MS);
  return (
    !isThere() &&
    (await stopCgroup(`${ownerCgroup(ownerId)}/${name.slice(ownerId.length + 1)}`, clock, 0)).length === 0
  );
}
