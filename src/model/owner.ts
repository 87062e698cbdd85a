/** Identity of one isodense process, attached to every resource that it creates. */
export interface Owner {
  /** `isd` and up to 9 letters or digits: short enough for interface, cgroup and container names. */
  readonly id: string;
  /** The machine that created it: engines can be shared by several hosts. */
  readonly hostId: string;
}

/** Where a dead process may have left resources. */
export interface DeadOwner {
  readonly owner: Owner;
  readonly stateDirectory: string;
}

/** One resource that was removed, in words that a user recognises. */
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

/** What a sweep removed, and what it could not remove. */
export interface Swept {
  readonly removed: readonly RemovedResource[];
  readonly failures: readonly SweepFailure[];
}

export interface SweepFailure {
  /** What could not be removed, and why. */
  readonly message: string;
  /**
   * Ids of the dead owners that it may belong to: their leases are kept, so that a later sweep tries again.
   */
  readonly owners: readonly string[];
}

export const OWNER_LABEL = 'io.isodense.owner';
export const HOST_LABEL = 'io.isodense.host';
