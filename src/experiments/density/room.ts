import type { RoundHost, RoundMemory } from '../experiment.ts';

/** What a host has available, for a fleet that spreads over its nodes. */
export interface Available {
  /** Summed over the nodes. Bytes. */
  readonly bytes: number;
  readonly byNode: ReadonlyMap<string, number>;
  /**
   * As if every node were as full as the fullest, which is where the next instance may not fit. With one node
   * the same as `bytes`.
   */
  readonly even: number;
}

/** A host's available memory, and what must stay of it. */
export class MemoryRoom {
  /** Summed over the nodes. Bytes. */
  readonly floor: number;
  readonly #floors: ReadonlyMap<string, number>;
  readonly #host: RoundHost;

  private constructor(host: RoundHost, floors: ReadonlyMap<string, number>) {
    this.#host = host;
    this.#floors = floors;
    this.floor = [...floors.values()].reduce((sum, bytes) => sum + bytes, 0);
  }

  /** @param asked instead of each node's reserve, where it is more. Bytes. */
  static async above(host: RoundHost, asked: number): Promise<MemoryRoom> {
    const { nodes } = await host.memory();
    return new MemoryRoom(
      host,
      new Map(nodes.map(({ node, reserveBytes }) => [node, Math.max(asked, reserveBytes)])),
    );
  }

  get floors(): ReadonlyMap<string, number> {
    return this.#floors;
  }

  async read(): Promise<Available> {
    const { availableBytes, nodes } = await this.#host.memory();
    return {
      bytes: availableBytes,
      byNode: new Map(nodes.map((node) => [node.node, node.availableBytes])),
      even: nodes.length === 1 ? availableBytes : this.floor + nodes.length * this.#leastAbove(nodes),
    };
  }

  /** What the fullest node has left above its floor. */
  #leastAbove(nodes: RoundMemory['nodes']): number {
    return Math.min(...nodes.map(({ node, availableBytes }) => availableBytes - this.#floors.get(node)!));
  }
}
