import type { Parameters } from './plan.ts';
import type { ScopeRole } from './roles.ts';
import type { Wall } from './wall.ts';

/** The node that isodense itself runs on. */
export const LOCAL_NODE = 'local';

/** Cgroups and processes that are charged to an instance, or that serve all instances. */
export interface Scope {
  readonly role: ScopeRole;
  /** The machine that it is on; cgroup and PIDs mean something there only. */
  readonly node: string;
  /**
   * Absolute path of the cgroup below each controller's root, such as `/isodense/x`; null when only PIDs are
   * charged.
   */
  readonly cgroup: string | null;
  /** Processes charged to the scope, in the PID namespace of the node's reader. */
  readonly pids: readonly number[];
  /**
   * The cgroup of another scope that already counts these processes' CPU and charged memory; absent
   * elsewhere.
   */
  readonly countedWith?: string;
}

export interface NodeMemory {
  /** MemAvailable, bytes. */
  readonly availableBytes: number;
  /** MemTotal, bytes. */
  readonly totalBytes: number;
}

export interface ScopeMemory {
  /** Of the scope's processes. */
  readonly pssBytes: number;
  readonly rssBytes: number;
  /** Charged to the scope's cgroup, without inactive file cache; undefined where it has no cgroup. */
  readonly chargedBytes: number | undefined;
}

/** Seconds since the scope began. Undefined where they cannot be read. */
export interface ScopeCpu {
  readonly usedSeconds: number | undefined;
  /** During which its quota held it back. */
  readonly throttledSeconds: number | undefined;
}

export interface CgroupReading {
  /** Charged memory without inactive file cache, bytes. */
  readonly chargedBytes: number;
  /** CPU used since the cgroup was made, seconds. */
  readonly cpuSeconds: number;
}

/** Reads cgroups again and again, for less than single readings cost. */
export interface CgroupReader extends Disposable {
  /** One reading for each, in their order; undefined for one that is gone. Others are let go. */
  read(scopes: readonly { readonly cgroup: string }[]): Promise<readonly (CgroupReading | undefined)[]>;
}

/**
 * One machine that instances run on: its own numbers, and those of scopes on it. Every call takes all scopes
 * at once, so that an agent on another machine is asked once. Results are in the order of the scopes.
 */
export interface HostAccess {
  readonly node: string;
  memory(): Promise<NodeMemory>;
  /** CPU seconds since boot, summed over all cores. */
  busySeconds(): Promise<number>;
  /** A process that is gone counts as nothing. */
  memoryOf(scopes: readonly Scope[]): Promise<readonly ScopeMemory[]>;
  cpuOf(scopes: readonly Scope[]): Promise<readonly ScopeCpu[]>;
  openReader(): CgroupReader;
  /** Limits on what can run on it, as they are now. */
  limits(): Promise<readonly Wall[]>;
  /**
   * SIGKILL to every process of the scopes. On the local node all are signalled before this returns: a host
   * that is running out of memory cannot wait.
   */
  kill(scopes: readonly Scope[]): Promise<void>;
  /** Resolves when nothing in the scopes runs any more, until they are thawed. */
  freeze(scopes: readonly Scope[]): Promise<void>;
  thaw(scopes: readonly Scope[]): Promise<void>;
}

/**
 * A metric's value on each node, under `node.` and the metric's name, for beside the whole host's. Empty
 * where there is one node only: the whole host's value is that node's.
 */
export function nodeSamples<Name extends string>(
  metric: Name,
  values: ReadonlyMap<string, number>,
): { readonly metric: `node.${Name}`; readonly value: number; readonly parameters: Parameters }[] {
  if (values.size < 2) return [];
  return [...values].map(([node, value]) => ({ metric: `node.${metric}`, value, parameters: { node } }));
}
