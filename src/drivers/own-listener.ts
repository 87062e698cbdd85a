import { holderOf, listenersOn, socketsOf, type NetworkOf } from '../host/listeners.ts';

/**
 * Looking through all processes of a host takes some milliseconds, so each socket's holder is looked for
 * once.
 */
const MOST_REMEMBERED = 64;

/**
 * Proof that a port of a network that instances share is answered by this one, before anybody connects:
 * another instance, or a process that has nothing to do with it, could. Asks procfs alone.
 */
export class OwnListener {
  readonly #pids: () => readonly number[];
  readonly #holders = new Map<string, string>();

  /** @param pids processes of the instance, read afresh */
  constructor(pids: () => readonly number[]) {
    this.#pids = pids;
  }

  /**
   * Throws, with who holds the port, unless a connection to it on the loopback can reach this instance only.
   */
  mustAnswer(port: number, network: NetworkOf): void {
    const { answering, others } = listenersOn(port, network);
    if (answering.length === 0 && others.length === 0)
      throw new Error(`nothing listens on port ${port} (ECONNREFUSED)`);
    const pids = this.#pids();
    if (pids.length === 0)
      throw new Error(
        `who listens on port ${port} is not known: the instance's processes are not visible to this one`,
      );
    const own = socketsOf(pids);
    if (own === undefined)
      throw new Error(
        `who listens on port ${port} is not known: this user may not look at the instance's processes`,
      );
    const strangers = answering.filter((inode) => !own.has(inode));
    if (answering.length === 0)
      throw new Error(
        `port ${port} is not open on 127.0.0.1${others.some((inode) => own.has(inode)) ? ', only on another address' : ''}`,
      );
    if (strangers.length === answering.length) {
      const elsewhere = others.some((inode) => own.has(inode))
        ? '; the instance has it on another address only'
        : '';
      throw new Error(
        `port ${port} is held by ${this.#holder(strangers[0]!)}, not by this instance${elsewhere}`,
      );
    }
    if (strangers.length > 0)
      throw new Error(
        `port ${port} is shared by this instance and ${this.#holder(strangers[0]!)}: either may get a connection`,
      );
  }

  #holder(inode: string): string {
    let known = this.#holders.get(inode);
    if (known === undefined) {
      const process = holderOf(inode);
      known =
        process === undefined
          ? 'another process'
          : `another process (${process.command}, pid ${process.pid})`;
      if (this.#holders.size < MOST_REMEMBERED) this.#holders.set(inode, known);
    }
    return known;
  }
}
