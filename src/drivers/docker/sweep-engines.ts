import { messageOf } from '../../model/errors.ts';
import type { DeadOwner, RemovedResource, SweepFailure, Swept } from '../../model/owner.ts';
import type { DriverContext } from '../driver.ts';
import { isLocal } from './address.ts';
import { clientFor } from './client.ts';
import { candidateEndpoints, FOUND_BY_DEFAULT, type Endpoint } from './endpoints.ts';
import { codeOf, translate } from './errors.ts';
import { notedEngines } from './known-engines.ts';
import { sweepEngine, sweepManagedEngine } from './sweep.ts';

/**
 * Engines of dead owners' own, those that they used and those that a run would use now: all at once, and each
 * for itself.
 */
export async function sweepEngines(
  context: DriverContext,
  dead: readonly DeadOwner[],
  isAlive: (ownerId: string) => boolean,
): Promise<Swept> {
  const removed: RemovedResource[] = [];
  const failures: SweepFailure[] = [];
  for (const owner of dead) {
    try {
      removed.push(...(await sweepManagedEngine(owner, context.clock)));
    } catch (error) {
      failures.push({ message: messageOf(error), owners: [owner.owner.id] });
    }
  }
  const sweeps = usedAndUsable(context, dead).map(async ({ endpoint, users }) => {
    const refusal = await sweepEngineAt(context, endpoint, isAlive).then(
      (swept) => {
        removed.push(...swept.removed);
        failures.push(...swept.failures);
      },
      (error: unknown) => ({
        message: translate(error, `sweeping the engine at ${endpoint.address}`).message,
        isGone: codeOf(error) === 'ENOENT' && isLocal(endpoint.address),
      }),
    );
    if (refusal === undefined) return;
    context.log(refusal.message);
    // An engine whose socket is gone is gone itself; one that may come back still has what the dead run made.
    const isWanted = users.length > 0 || endpoint.source !== FOUND_BY_DEFAULT;
    if (isWanted && !refusal.isGone) failures.push({ message: refusal.message, owners: users });
  });
  await Promise.all(sweeps);
  return { removed, failures };
}

async function sweepEngineAt(
  context: DriverContext,
  endpoint: Endpoint,
  isAlive: (ownerId: string) => boolean,
): Promise<Swept> {
  return await sweepEngine(clientFor(endpoint, context.clock), context.owner, isAlive);
}

interface SweptEndpoint {
  readonly endpoint: Endpoint;
  /** Ids of the dead owners that used it. */
  readonly users: readonly string[];
}

function usedAndUsable(context: DriverContext, dead: readonly DeadOwner[]): SweptEndpoint[] {
  const found = new Map<string, SweptEndpoint>();
  const add = (endpoint: Endpoint, users: readonly string[]): void => {
    const key = JSON.stringify([endpoint.address, endpoint.tls]);
    const known = found.get(key);
    found.set(key, { endpoint, users: [...(known?.users ?? []), ...users] });
  };
  for (const { owner, stateDirectory } of dead)
    for (const endpoint of notedEngines(stateDirectory)) add(endpoint, [owner.id]);
  for (const endpoint of here(context)) add(endpoint, []);
  return [...found.values()];
}

/**
 * The engines that a run would look for now. A choice that cannot be followed does not keep the others from
 * being swept.
 */
function here(context: DriverContext): readonly Endpoint[] {
  try {
    return candidateEndpoints(context.environment);
  } catch (error) {
    context.log(messageOf(error));
    return [];
  }
}
