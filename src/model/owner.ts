/** Identity of one isodense process, stamped on every resource that it makes. */
export interface Owner {
  /** `isd` and up to 9 letters or digits: short enough for interface, cgroup and container names. */
  readonly id: string;
  /** Which machine made it: engines can be shared by several hosts. */
  readonly hostId: string;
}

/** Where a dead process may have left things. */
export interface DeadOwner {
  readonly owner: Owner;
  readonly stateDirectory: string;
}

/** One thing that was removed, in words that a user would recognise. */
export interface RemovedResource {
  readonly kind:
    | 'container'
    | 'image'
    | 'network'
    | 'engine'
    | 'virtual machine'
    | 'process'
    | 'cgroup'
    | 'mount'
    | 'directory';
  readonly name: string;
}

/** What a sweep did, and what it could not do. */
export interface Swept {
  readonly removed: readonly RemovedResource[];
  readonly failures: readonly SweepFailure[];
}

export interface SweepFailure {
  /** What could not be removed, and why. */
  readonly message: string;
  /**
   * Ids of the dead owners whose leavings it may be: their leases are kept, so that a later sweep looks
   * again.
   */
  readonly owners: readonly string[];
}

export const OWNER_LABEL = 'io.isodense.owner';
export const HOST_LABEL = 'io.isodense.host';
