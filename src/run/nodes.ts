import type { RoundHost, RoundMemory } from '../experiments/experiment.ts';
import type { HostAccess, Scope, ScopeCpu, ScopeMemory } from '../model/host-access.ts';
import { IsodenseError } from '../model/errors.ts';
import type { Wall } from '../model/wall.ts';

/** The machines of a session as one host. Each is asked once for each reading, and all at the same time. */
export class Nodes implements RoundHost {
  readonly all: readonly HostAccess[];
  readonly #reserveOf: (totalBytes: number) => number;

  /** @param reserveOf memory that stays with a node, whatever is measured. Bytes. */
  constructor(all: readonly HostAccess[], reserveOf: (totalBytes: number) => number) {
    this.all = all;
    this.#reserveOf = reserveOf;
  }

  get names(): readonly string[] {
    return this.all.map(({ node }) => node);
  }

  async memory(): Promise<RoundMemory> {
    const nodes = await Promise.all(
      this.all.map(async (host) => {
        const { availableBytes, totalBytes } = await host.memory();
        return { node: host.node, availableBytes, reserveBytes: this.#reserveOf(totalBytes) };
      }),
    );
    return { nodes, availableBytes: nodes.reduce((sum, { availableBytes }) => sum + availableBytes, 0) };
  }

  memoryOf(scopes: readonly Scope[]): Promise<readonly ScopeMemory[]> {
    return this.#ofEach(scopes, (host, own) => host.memoryOf(own));
  }

  cpuOf(scopes: readonly Scope[]): Promise<readonly ScopeCpu[]> {
    return this.#ofEach(scopes, (host, own) => host.cpuOf(own));
  }

  /** Starts killing on all of them before it returns. */
  async kill(scopes: readonly Scope[]): Promise<void> {
    await Promise.all(this.all.map((host) => host.kill(scopes.filter(({ node }) => node === host.node))));
  }

  async limits(): Promise<readonly Wall[]> {
    const limits = await Promise.all(
      this.all.map(async (host) =>
        (await host.limits()).map((wall) =>
          this.all.length === 1 ? wall : { ...wall, name: `${wall.name} of ${host.node}` },
        ),
      ),
    );
    return limits.flat();
  }

  /** Readings in the order of the scopes, taken in one call a node. */
  async #ofEach<Reading>(
    scopes: readonly Scope[],
    read: (host: HostAccess, own: readonly Scope[]) => Promise<readonly Reading[]>,
  ): Promise<readonly Reading[]> {
    const readings = new Map<Scope, Reading>();
    await Promise.all(
      this.all.map(async (host) => {
        const own = scopes.filter(({ node }) => node === host.node);
        if (own.length === 0) return;
        for (const [index, reading] of (await read(host, own)).entries()) readings.set(own[index]!, reading);
      }),
    );
    return scopes.map((scope) => {
      const reading = readings.get(scope);
      if (reading === undefined)
        throw new IsodenseError(
          'internal',
          `a scope is on node ${scope.node}, and the session has ${this.names.join(', ')}`,
        );
      return reading;
    });
  }
}
