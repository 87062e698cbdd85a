import { cgroupProcesses, childCgroups, removeCgroup, removeCgroupIfEmpty } from '../../host/cgroup.ts';
import { stopCgroup } from '../../host/cgroup-stop.ts';
import type { Clock } from '../../host/clock.ts';
import { signalProcess } from '../../host/command.ts';
import { readArguments, readProcess } from '../../host/procfs.ts';
import type { DeadOwner, RemovedResource, SweepFailure, Swept } from '../../model/owner.ts';
import { ownerCgroup } from '../owner-cgroup.ts';
import { leftoverOwners, removeLeftovers } from './root-disk.ts';
import { virtualMachines, type RunningVm } from './running.ts';
import { DEADLINES } from '../../model/deadlines.ts';

const LOOK_EVERY_MS = 10;

export interface SweepRequest {
  readonly dead: readonly DeadOwner[];
  readonly isAlive: (ownerId: string) => boolean;
  readonly cacheDirectory: string;
  readonly clock: Clock;
}

/** Removes VMs, their cgroups and what is in the cache for a time, of dead owners only. State directories are their sweeper's. */
export async function sweepVms({ dead, isAlive, cacheDirectory, clock }: SweepRequest): Promise<Swept> {
  const removed: RemovedResource[] = [];
  const failures: SweepFailure[] = [];
  const known = new Set(dead.map(({ owner }) => owner.id));
  const isDead = (ownerId: string): boolean => known.has(ownerId) || !isAlive(ownerId);
  for (const vm of virtualMachines().filter(({ ownerId }) => isDead(ownerId))) {
    if (await kill(vm, clock)) removed.push({ kind: 'virtual machine', name: vm.name });
    else failures.push({ message: `the virtual machine ${vm.name} (process ${vm.pid}) survived SIGKILL`, owners: [vm.ownerId] });
    known.add(vm.ownerId);
  }
  for (const id of known) {
    if (childCgroups('/isodense').includes(id) && (await removeAbandoned(`/isodense/${id}`, clock))) removed.push({ kind: 'cgroup', name: `/isodense/${id}` });
  }
  removeCgroupIfEmpty('/isodense');
  for (const id of [...known, ...leftoverOwners(cacheDirectory).filter(isDead)]) {
    for (const path of removeLeftovers(cacheDirectory, id)) removed.push({ kind: 'directory', name: path });
  }
  return { removed, failures };
}

/** Another technology's processes may still be in there: then it is left to that driver. False when it is. */
async function removeAbandoned(path: string, clock: Clock): Promise<boolean> {
  // A VM that died with its harness may be a moment in dying: without arguments already, but not out of its cgroup.
  const someDying = (): boolean => cgroupProcesses(path).some((pid) => readArguments(pid).length === 0);
  const deadline = clock.now() + DEADLINES.kill;
  while (someDying() && clock.now() < deadline) await clock.sleep(LOOK_EVERY_MS);
  return cgroupProcesses(path).length === 0 && removeCgroup(path);
}

/**
 * The start time tells the process that was found from another that has its number by now. Its first thread can be
 * dead (a zombie) while others still die: only its empty cgroup says that all are gone.
 */
async function kill({ pid, startTicks, name, ownerId }: RunningVm, clock: Clock): Promise<boolean> {
  const isThere = (): boolean => {
    const now = readProcess(pid);
    return now !== undefined && now.startTicks === startTicks && now.state !== 'Z';
  };
  if (isThere()) signalProcess(pid, 'SIGKILL');
  const deadline = clock.now() + DEADLINES.kill;
  while (isThere() && clock.now() < deadline) await clock.sleep(LOOK_EVERY_MS);
  return !isThere() && (await stopCgroup(`${ownerCgroup(ownerId)}/${name.slice(ownerId.length + 1)}`, clock, 0)).length === 0;
}
