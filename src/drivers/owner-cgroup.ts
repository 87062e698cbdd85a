import { removeCgroupIfEmpty } from '../host/cgroup.ts';

/**
 * Every isodense process puts what it starts on the host below `/isodense/<its owner id>`: that is how a
 * sweep finds it.
 */
const OWNERS_CGROUP = '/isodense';

export function ownerCgroup(ownerId: string): string {
  return `${OWNERS_CGROUP}/${ownerId}`;
}

/** Other sessions, drivers and isodense processes may still be in either. */
export function removeOwnerCgroupIfEmpty(ownerId: string): void {
  removeCgroupIfEmpty(ownerCgroup(ownerId));
  removeCgroupIfEmpty(OWNERS_CGROUP);
}
