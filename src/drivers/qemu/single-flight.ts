import { unlessAborted } from '../deadline.ts';

/** Something that is made when it is found to be absent, once for all who want it at the same time. */
export class SingleFlight<Value> {
  #underway: Promise<Value> | undefined;

  /** One of those who want it makes it, with its own signal. When that one fails, the next one tries. */
  async get(find: () => Value | undefined, make: () => Promise<Value>, signal: AbortSignal): Promise<Value> {
    for (;;) {
      const found = find();
      if (found !== undefined) return found;
      signal.throwIfAborted();
      if (this.#underway === undefined) {
        this.#underway = make().finally(() => (this.#underway = undefined));
        return await this.#underway;
      }
      await unlessAborted(
        this.#underway.catch(() => {}),
        signal,
      );
    }
  }
}
