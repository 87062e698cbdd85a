import type { RoundRecords } from '../../model/metric.ts';
import type { Identity, IdentityRecord } from '../../model/records.ts';
import type { IdentitySummary } from '../../model/summary.ts';
import type { Testbed } from '../../model/testbed.ts';

/**
 * What the instances of each variant say of themselves in one round: the first with most of them, since only
 * instances that ran side by side can be told apart by what they say. A variant whose instances could not
 * name their kernel has none.
 */
export function summariseIdentities(rounds: readonly RoundRecords[], testbed: Testbed): IdentitySummary[] {
  const largest = new Map<string, readonly Identity[]>();
  for (const { start, records } of rounds) {
    const said = records.filter((record): record is IdentityRecord => record.kind === 'identity');
    const instances = [...new Map(said.map(({ instance, identity }) => [instance, identity])).values()];
    if (instances.length > (largest.get(start.cell.variant)?.length ?? 0))
      largest.set(start.cell.variant, instances);
  }
  return [...largest]
    .filter(([, instances]) => instances.some((identity) => identity.bootId !== '' || identity.kernel !== ''))
    .map(([variant, instances]) => {
      const own = new Set(
        instances.map((identity) => ownKernel(identity, testbed)).filter((kernel) => kernel !== undefined),
      );
      return {
        variant,
        instances,
        distinctHostnames: distinct(instances.map(({ hostname }) => hostname)),
        distinctAddresses: distinct(instances.map(({ address }) => address)),
        kernel: own.size === 0 ? 'shared' : 'own',
        systemsToPatch: 1 + own.size,
      };
    });
}

/**
 * Which kernel of its own the instance runs on; undefined on the host's. A boot id names one running kernel,
 * so each VM counts. Without one, as in a gVisor sandbox, all instances that name the same release count
 * once: their application kernels come from one binary on the host, which is patched once.
 */
function ownKernel({ bootId, kernel }: Identity, testbed: Testbed): string | undefined {
  if (bootId !== '' && testbed.bootId !== '') return bootId === testbed.bootId ? undefined : `boot ${bootId}`;
  return kernel === '' || kernel === testbed.kernel ? undefined : `release ${kernel}`;
}

/** Empty texts say nothing and count for nothing. */
function distinct(texts: readonly string[]): number {
  return new Set(texts.filter((text) => text !== '')).size;
}
