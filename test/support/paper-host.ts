import { LOCAL_NODE, type HostAccess } from '../../src/model/host-access.ts';

/** A node on which nothing is ever used, but for what a test says. */
export function paperHost(changes: Partial<HostAccess> = {}): HostAccess {
  return {
    node: LOCAL_NODE,
    memory: async () => ({ availableBytes: 1_000, totalBytes: 1_000 }),
    busySeconds: async () => 0,
    memoryOf: async (scopes) => scopes.map(() => ({ pssBytes: 0, rssBytes: 0, chargedBytes: 0 })),
    cpuOf: async (scopes) => scopes.map(() => ({ usedSeconds: 0, throttledSeconds: 0 })),
    openReader: () => ({ read: async (scopes) => scopes.map(() => undefined), [Symbol.dispose]: () => {} }),
    limits: async () => [],
    kill: async () => {},
    freeze: async () => {},
    thaw: async () => {},
    ...changes,
  };
}
