import { round } from './symbols.ts';

/** Pixels between two lines. */
const STEP = 5;

/**
 * Slanted lines that fill a rectangle, as the data of one path. A pattern would need an id, and one whose
 * first picture is not displayed is not drawn in the others either.
 */
export function hatching(left: number, right: number, top: number, bottom: number): string {
  const height = bottom - top;
  const lines: string[] = [];
  for (let foot = left - height + STEP / 2; foot < right; foot += STEP) {
    const [from, to] = [Math.max(foot, left), Math.min(foot + height, right)];
    if (to > from)
      lines.push(
        `M${round(from)} ${round(bottom - (from - foot))}L${round(to)} ${round(bottom - (to - foot))}`,
      );
  }
  return lines.join('');
}
