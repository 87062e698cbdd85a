import { createHash, randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { childCgroups, removeCgroup } from './cgroup.ts';
import { stateRoot } from './directories.ts';
import { ensureDirectory, listDirectory, readTextIfAny, removeTree, writeTextAtomically } from './files.ts';
import { readKernelText, readProcess } from './procfs.ts';
import type { DeadOwner, Owner } from '../model/owner.ts';

/**
 * A lease says which process owns what carries its id. It is written before anything else is made and removed last;
 * when its process is gone, a sweep may take what is left.
 */
export interface Lease {
  readonly owner: Owner;
  readonly stateDirectory: string;
  /** Removes the state directory and the owner's empty cgroup. */
  release(): void;
}

const FILE = 'lease.json';
const leaseSchema = z.object({ pid: z.int(), startTicks: z.number(), bootId: z.string() });

export function takeLease(): Lease {
  const owner: Owner = { id: `isd${randomBytes(8).readBigUInt64BE().toString(36).slice(0, 9)}`, hostId: hostId() };
  const stateDirectory = ensureDirectory(join(stateRoot(), owner.id), 0o700);
  const startTicks = readProcess(process.pid)?.startTicks ?? 0;
  writeTextAtomically(join(stateDirectory, FILE), JSON.stringify({ pid: process.pid, startTicks, bootId: bootId() }));
  return {
    owner,
    stateDirectory,
    release: () => {
      removeOwnerCgroup(owner.id);
      removeTree(stateDirectory);
    },
  };
}

/** True as long as the process that took the lease lives. An unknown owner of this host is dead: leases go last. */
export function isAlive(ownerId: string): boolean {
  const text = readTextIfAny(join(stateRoot(), ownerId, FILE));
  const lease = text === undefined ? undefined : leaseSchema.safeParse(JSON.parse(text)).data;
  if (lease === undefined || lease.bootId !== bootId()) return false;
  return readProcess(lease.pid)?.startTicks === lease.startTicks;
}

export function deadOwners(): DeadOwner[] {
  return listDirectory(stateRoot())
    .filter((id) => !isAlive(id))
    .map((id) => ({ owner: { id, hostId: hostId() }, stateDirectory: join(stateRoot(), id) }));
}

/** Removes a dead owner's directory and cgroup, after the drivers have removed what they know in it. */
export function forgetDeadOwner({ owner, stateDirectory }: DeadOwner): void {
  removeOwnerCgroup(owner.id);
  removeTree(stateDirectory);
}

function removeOwnerCgroup(ownerId: string): void {
  removeCgroup(`/isodense/${ownerId}`);
  if (childCgroups('/isodense').length === 0) removeCgroup('/isodense');
}

function bootId(): string {
  return readKernelText('/proc/sys/kernel/random/boot_id') ?? '';
}

/** Names this machine on resources in engines that several machines may share. */
export function hostId(): string {
  const identity = readTextIfAny('/etc/machine-id')?.trim() || hostname();
  return createHash('sha256').update(identity).digest('hex').slice(0, 8);
}
