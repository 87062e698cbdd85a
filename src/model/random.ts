/** Numbers in [0, 1). Seeded, so that the same seed gives the same sequence on every machine. */
export type Random = () => number;

/** Seeds are whole numbers in 0 … 2³² − 1. */
export const SEED_LIMIT = 2 ** 32;

/**
 * mulberry32 (Tommy Ettinger 2017, public domain: gist 46a874533244883189143505d203312c): 32 bits of state,
 * period 2³². Good enough for the order and resamples of a run; never for secrets.
 */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / SEED_LIMIT;
  };
}

/**
 * A seed for one named part, so that leaving a part out does not change the numbers of the others (FNV-1a
 * of the name).
 */
export function seedFor(seed: number, name: string): number {
  let hash = 0x811c9dc5 ^ (seed >>> 0);
  for (let index = 0; index < name.length; index++)
    hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193);
  return hash >>> 0;
}

/** A new array in random order (Fisher–Yates: Durstenfeld, CACM 7(7), 1964, algorithm 235). */
export function shuffled<T>(items: readonly T[], random: Random): T[] {
  const order = [...items];
  for (let last = order.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [order[last], order[other]] = [order[other]!, order[last]!];
  }
  return order;
}
