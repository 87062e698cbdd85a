import { formatBytes } from '../../model/units.ts';
import type { Wall } from '../../model/wall.ts';
import type { Ceiling } from './next-target.ts';

/**
 * Below this, what other processes of the host do in the meantime would be taken for the cost of an instance.
 */
const MEASURED_FROM = 8;
/**
 * Of a limit that the rest of the host lives below too: a host that cannot start one more process is as badly
 * off as one without memory.
 */
const LEFT_TO_THE_HOST = 0.05;

export interface WallRoom extends Ceiling {
  readonly wall: Wall;
}

/**
 * How many instances fit below the nearest wall, counted from none. What one takes of a wall is known
 * beforehand, or is measured as the use at this density over that without instances; a wall that nothing is
 * taken from is none. A wall that is the whole host's is not gone up to: a twentieth of it stays free.
 */
export function nearestWall(
  before: readonly Wall[],
  now: readonly Wall[],
  density: number,
): WallRoom | undefined {
  const rooms = now.flatMap(
    (wall) =>
      roomBelow(
        wall,
        before.find(({ name }) => name === wall.name),
        density,
      ) ?? [],
  );
  return rooms.sort((a, b) => a.count - b.count)[0];
}

function roomBelow(wall: Wall, before: Wall | undefined, density: number): WallRoom | undefined {
  const measured =
    wall.used === undefined || before?.used === undefined || density < MEASURED_FROM
      ? Number.NaN
      : (wall.used - before.used) / density;
  const perInstance = wall.perInstance ?? measured;
  if (!(perInstance > 0)) return undefined;
  const used = before?.used ?? 0;
  const shared = wall.perInstance === undefined;
  const count = Math.max(
    0,
    Math.floor((wall.limit * (shared ? 1 - LEFT_TO_THE_HOST : 1) - used) / perInstance),
  );
  const text = (value: number) =>
    wall.unit === 'bytes' ? formatBytes(value) : String(Math.round(value * 10) / 10);
  const detail = `${wall.name}: ${text(wall.limit)} (${wall.meaning}), ${text(used)} used without instances, ${text(perInstance)} for each${shared ? `, ${LEFT_TO_THE_HOST * 100}% left to the host` : ''}: room for ${count}`;
  return { wall, count, boundBy: wall.name, detail };
}
