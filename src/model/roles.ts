/** Parts of one instance's own cost, in the order in which they are shown. */
export const INSTANCE_ROLES = ['workload', 'sandbox', 'vmm', 'shim', 'helper'] as const;

/** What a scope is charged as: a part of one instance's cost, or something that all instances share. */
export const SCOPE_ROLES = [...INSTANCE_ROLES, 'shared'] as const;

export type ScopeRole = (typeof SCOPE_ROLES)[number];
