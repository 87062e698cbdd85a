import type { Instance } from '../drivers/driver.ts';
import type { ScopeRole } from '../model/roles.ts';
import type { Nodes } from './nodes.ts';

/** What keeps an instance for its technology must live on to clean up after it. */
const KEEPERS: ReadonlySet<ScopeRole> = new Set(['shim', 'helper', 'shared']);

/**
 * SIGKILL to everything that runs in the instances, straight to the kernel: a technology that is asked can
 * take a hundred milliseconds to stop one, and a host that is running out of memory has not that many.
 */
export function killInstances(instances: readonly Instance[], nodes: Nodes): Promise<void> {
  return nodes.kill(
    instances.flatMap((instance) => instance.scopes()).filter(({ role }) => !KEEPERS.has(role)),
  );
}
