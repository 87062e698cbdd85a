import type { RoundContext } from '../experiment.ts';

/** Between two looks. A look costs about 0.05 ms. Milliseconds. */
const INTERVAL = 20;
/** Looks over which the speed of a fall is taken: one gap alone is noisy, many see a fall too late. */
const LOOKS = 4;
const WINDOW = (LOOKS - 1) * INTERVAL;
/**
 * How far ahead it looks: several times what passes between two looks and what a kill takes, so that a late
 * callback is covered. Milliseconds.
 */
const FORESIGHT = 250;
/**
 * After the brake was pulled: what was killed gives its memory back in this time, and only then can be seen
 * whether that was enough. Milliseconds.
 */
const GRACE = 250;

export interface MemoryGuard extends AsyncDisposable {
  /** Lowest MemAvailable since the last call, bytes. */
  takeLowest(): number;
}

export interface GuardRequest {
  /** What must stay available. Bytes. */
  readonly floor: number;
  /**
   * What will be available when all launches begun so far have taken what one is known to take. Only what
   * falls below it falls on. Bytes.
   */
  readonly foreseen: () => number;
  /** Told what is available, and how much of the floor is or would soon be missing. Bytes. */
  readonly brake: (available: number, missing: number) => void;
}

/**
 * Watches the host's available memory between and during all other work, and calls `brake` while it is below
 * the floor or would soon be at the speed of its fall: a workload can eat gigabytes before a sampler ticks
 * again.
 */
export function guardMemory(
  { clock, probes }: Pick<RoundContext, 'clock' | 'probes'>,
  { floor, foreseen, brake }: GuardRequest,
): MemoryGuard {
  const stopping = new AbortController();
  const looks: { readonly at: number; readonly unforeseen: number }[] = [];
  let lowest = Infinity;
  const look = (): number => {
    const available = probes.hostMemoryAvailable();
    const latest = { at: clock.now(), unforeseen: Math.max(0, foreseen() - available) };
    lowest = Math.min(lowest, available);
    looks.push(latest);
    if (looks.length > LOOKS) looks.shift();
    const oldest = looks[0]!;
    const speed =
      Math.max(0, latest.unforeseen - oldest.unforeseen) / Math.max(WINDOW, latest.at - oldest.at);
    const missing = floor - (available - speed * FORESIGHT);
    if (missing <= 0) return INTERVAL;
    brake(available, missing);
    looks.length = 0; // the fall so far says nothing of what is left
    return GRACE;
  };
  const watch = async (): Promise<void> => {
    for (let over = false; !over;) {
      over = await clock.sleep(look(), stopping.signal).then(
        () => false,
        () => true,
      );
    }
  };
  const watching = watch();
  watching.catch(() => {}); // thrown on at the end, to whoever began it
  return {
    takeLowest: () => {
      const taken = Math.min(lowest, probes.hostMemoryAvailable());
      lowest = Infinity;
      return taken;
    },
    [Symbol.asyncDispose]: async () => {
      stopping.abort(new Error('the ramp has ended'));
      await watching;
    },
  };
}
