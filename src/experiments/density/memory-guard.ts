import type { Clock } from '../../host/clock.ts';
import type { Available, MemoryRoom } from './room.ts';

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
  /** Lowest since the last call, bytes: of the whole host, and of each node for itself. */
  takeLowest(): Promise<Pick<Available, 'bytes' | 'byNode'>>;
}

export interface GuardRequest {
  readonly room: MemoryRoom;
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
export function guardMemory(clock: Clock, { room, foreseen, brake }: GuardRequest): MemoryGuard {
  const stopping = new AbortController();
  const looks: { readonly at: number; readonly unforeseen: number }[] = [];
  let lowest: Pick<Available, 'bytes' | 'byNode'> | undefined;
  const read = async (): Promise<Available> => {
    const now = await room.read();
    lowest = lowest === undefined ? now : lower(lowest, now);
    return now;
  };
  const look = async (): Promise<number> => {
    const { even: available } = await read();
    const latest = { at: clock.now(), unforeseen: Math.max(0, foreseen() - available) };
    looks.push(latest);
    if (looks.length > LOOKS) looks.shift();
    const oldest = looks[0]!;
    const speed =
      Math.max(0, latest.unforeseen - oldest.unforeseen) / Math.max(WINDOW, latest.at - oldest.at);
    const missing = room.floor - (available - speed * FORESIGHT);
    if (missing <= 0) return INTERVAL;
    brake(available, missing);
    looks.length = 0; // the fall so far says nothing of what is left
    return GRACE;
  };
  const watch = async (): Promise<void> => {
    for (let over = false; !over;) {
      over = await clock.sleep(await look(), stopping.signal).then(
        () => false,
        () => true,
      );
    }
  };
  const watching = watch();
  watching.catch(() => {}); // thrown on at the end, to whoever began it
  return {
    takeLowest: async () => {
      const now = await read();
      const taken = lowest ?? now;
      lowest = undefined;
      return taken;
    },
    [Symbol.asyncDispose]: async () => {
      stopping.abort(new Error('the ramp has ended'));
      await watching;
    },
  };
}

function lower(
  a: Pick<Available, 'bytes' | 'byNode'>,
  b: Pick<Available, 'bytes' | 'byNode'>,
): Pick<Available, 'bytes' | 'byNode'> {
  const byNode = new Map(
    [...a.byNode].map(([node, bytes]) => [node, Math.min(bytes, b.byNode.get(node) ?? bytes)]),
  );
  return { bytes: Math.min(a.bytes, b.bytes), byNode };
}
