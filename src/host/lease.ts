import { createHash, randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { cgroupMembers, removeCgroup, removeCgroupIfEmpty } from './cgroup.ts';
import { OWNER_ID, openStateRoot } from './directories.ts';
import {
  ensureDirectory,
  listDirectory,
  readTextIfAny,
  removeTree,
  renameUnlessTaken,
  writeTextAtomically,
} from './files.ts';
import { isOwnDirectory, readOwnText } from './own-directory.ts';
import { removeOwnTree } from './own-tree.ts';
import { mountsBelow, readKernelText, readProcess } from './procfs.ts';
import { IsodenseError } from '../model/errors.ts';
import type { DeadOwner, Owner } from '../model/owner.ts';

/**
 * A lease says which process owns the resources that carry its id. It is written before anything else is
 * created and removed last; when its process is gone, a sweep may remove what is left.
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
  const owner: Owner = {
    id: `isd${randomBytes(8).readBigUInt64BE().toString(36).slice(0, 9)}`,
    hostId: hostId(),
  };
  const root = openStateRoot();
  const stateDirectory = join(root, owner.id);
  // Created under another name, so that a sweep at this moment does not find an owner without a lease and
  // treat it as dead.
  const unborn = ensureDirectory(join(root, `new-${owner.id}`), 0o700);
  const startTicks = readProcess(process.pid)?.startTicks ?? 0;
  writeTextAtomically(join(unborn, FILE), JSON.stringify({ pid: process.pid, startTicks, bootId: bootId() }));
  renameUnlessTaken(unborn, stateDirectory);
  return {
    owner,
    stateDirectory,
    release: () => {
      removeOwnerCgroup(owner.id);
      // Deleting through a mount would delete what is mounted there.
      const mounts = mountsBelow(stateDirectory);
      if (mounts.length > 0)
        throw new IsodenseError('internal', `still mounted: ${mounts.join(', ')}`, {
          hint: 'run isodense sweep',
        });
      removeTree(stateDirectory);
    },
  };
}

/**
 * False for an owner whose process is known to be gone. An owner without a directory here may be alive with
 * another state root (another user, another $ISODENSE_STATE), so this process cannot tell: the answer is
 * true.
 */
export function isAlive(ownerId: string): boolean {
  return !deadOwners().some(({ owner }) => owner.id === ownerId);
}

/**
 * Owners with a directory here whose process is gone. Other names in the state root, links and directories
 * of other users are not ours, and a sweep leaves them alone.
 */
export function deadOwners(): DeadOwner[] {
  const root = openStateRoot();
  return listDirectory(root)
    .filter((id) => OWNER_ID.test(id) && isOwnDirectory(join(root, id)) && !holdsLease(id))
    .map((id) => ({ owner: { id, hostId: hostId() }, stateDirectory: join(root, id) }));
}

/**
 * Whether the owner's process is alive. A directory without a lease is half removed: leases are written
 * first.
 */
export function holdsLease(ownerId: string): boolean {
  if (!OWNER_ID.test(ownerId)) return false; // from a run directory, which anybody may have written
  const directory = join(openStateRoot(), ownerId);
  const lease = isOwnDirectory(directory) ? parseLease(readOwnText(join(directory, FILE))) : undefined;
  if (lease === undefined || lease.bootId !== bootId()) return false;
  return readProcess(lease.pid)?.startTicks === lease.startTicks;
}

/** Undefined if there is none, or a crash of the machine left it empty. */
function parseLease(text: string | undefined): z.output<typeof leaseSchema> | undefined {
  try {
    return text === undefined ? undefined : leaseSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/**
 * Removes a dead owner's directory and cgroup, after the drivers have removed what they know in it. Throws
 * if something stays.
 */
export async function forgetDeadOwner({ owner, stateDirectory }: DeadOwner): Promise<void> {
  if (!removeOwnerCgroup(owner.id)) {
    throw new IsodenseError(
      'internal',
      `the cgroup /isodense/${owner.id} cannot be removed: ` +
        `it still holds processes ${cgroupMembers(`/isodense/${owner.id}`).join(', ')}`,
      { hint: 'end them, then run isodense sweep again' },
    );
  }
  await removeOwnTree(stateDirectory);
}

function removeOwnerCgroup(ownerId: string): boolean {
  const gone = removeCgroup(`/isodense/${ownerId}`);
  removeCgroupIfEmpty('/isodense');
  return gone;
}

function bootId(): string {
  return readKernelText('/proc/sys/kernel/random/boot_id') ?? '';
}

/** Identifies this machine on resources in engines that several machines may share. */
function hostId(): string {
  const identity = readTextIfAny('/etc/machine-id')?.trim() || hostname();
  return createHash('sha256').update(identity).digest('hex').slice(0, 8);
}
