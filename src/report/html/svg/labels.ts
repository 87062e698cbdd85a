/** Puts names beside points without covering points or other names. */
export interface LabelRequest {
  readonly x: number;
  readonly y: number;
  readonly lines: readonly string[];
}

export interface PlacedLabel {
  readonly x: number;
  readonly y: number;
  readonly anchor: 'start' | 'end' | 'middle';
}

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Average width of a character in the page's sans-serif, in em; a little wide, so that real fonts fit. */
const CHARACTER_EM = 0.56;
const GAP = 11;

/**
 * `others` are marks without a name. `line` is drawn through the points in its order; a name across it is
 * worse than one further off.
 */
export function placeLabels(
  requests: readonly LabelRequest[],
  line: readonly { readonly x: number; readonly y: number }[],
  frame: Box,
  fontSize: number,
  others: readonly { readonly x: number; readonly y: number }[] = [],
): PlacedLabel[] {
  const around = (x: number, y: number, r: number): Box => ({
    left: x - r,
    right: x + r,
    top: y - r,
    bottom: y + r,
  });
  const obstacles: Box[] = [
    ...[...requests, ...others].map(({ x, y }) => around(x, y, 9)),
    ...dotsAlong(line).map(({ x, y }) => around(x, y, 2)),
  ];
  // Whoever is placed first gets the best place, so every label is given that chance once.
  const turns = requests.map((_, first) =>
    placeInTurn(
      [...requests.keys()].map((index) => (first + index) % requests.length),
      requests,
      obstacles,
      frame,
      fontSize,
    ),
  );
  return turns.reduce((least, one) => (one.cost < least.cost ? one : least), {
    cost: Infinity,
    labels: [] as PlacedLabel[],
  }).labels;
}

function placeInTurn(
  order: readonly number[],
  requests: readonly LabelRequest[],
  obstacles: readonly Box[],
  frame: Box,
  fontSize: number,
): { cost: number; labels: PlacedLabel[] } {
  const taken = [...obstacles];
  const labels: PlacedLabel[] = [];
  let total = 0;
  for (const index of order) {
    const request = requests[index]!;
    const width =
      request.lines.reduce((most, line) => Math.max(most, line.length), 0) * fontSize * CHARACTER_EM;
    const height = request.lines.length * fontSize * 1.25;
    const options = candidates(request, height).map((label, rank) => ({
      label,
      rank,
      box: boxOf(label, width, height),
    }));
    // The rank breaks ties: beside before above, near before far.
    const cost = ({ box, rank }: { box: Box; rank: number }): number =>
      rank + taken.reduce((sum, other) => sum + overlap(box, other), 0) + outside(box, frame) * 20;
    const best = options.reduce((least, one) => (cost(one) < cost(least) ? one : least));
    total += cost(best);
    taken.push(best.box);
    labels[index] = best.label;
  }
  return { cost: total, labels };
}

/** Points every few pixels of a polyline, which stand in for it where boxes are compared. */
function dotsAlong(line: readonly { readonly x: number; readonly y: number }[]): { x: number; y: number }[] {
  return line.slice(1).flatMap((end, index) => {
    const start = line[index]!;
    const steps = Math.max(1, Math.round(Math.hypot(end.x - start.x, end.y - start.y) / 4));
    return Array.from({ length: steps + 1 }, (_, step) => ({
      x: start.x + ((end.x - start.x) * step) / steps,
      y: start.y + ((end.y - start.y) * step) / steps,
    }));
  });
}

/** `y` is the baseline of the first line. */
function candidates({ x, y }: LabelRequest, height: number): PlacedLabel[] {
  const beside = y - height / 2 + 11;
  const right = (dy: number): PlacedLabel => ({ x: x + GAP, y: beside + dy, anchor: 'start' });
  const left = (dy: number): PlacedLabel => ({ x: x - GAP, y: beside + dy, anchor: 'end' });
  const middle = (baseline: number): PlacedLabel => ({ x, y: baseline, anchor: 'middle' });
  return [
    right(0),
    left(0),
    right(-10),
    left(-10),
    right(10),
    left(10),
    middle(y - GAP - height + 13),
    middle(y + GAP + 12),
    right(-24),
    left(-24),
    right(24),
    left(24),
    left(40),
    right(40),
  ];
}

function boxOf({ x, y, anchor }: PlacedLabel, width: number, height: number): Box {
  const left = anchor === 'start' ? x : anchor === 'end' ? x - width : x - width / 2;
  return { left, right: left + width, top: y - 11, bottom: y - 11 + height };
}

function overlap(a: Box, b: Box): number {
  return (
    Math.max(0, Math.min(a.right, b.right) - Math.max(a.left, b.left)) *
    Math.max(0, Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top))
  );
}

function outside(box: Box, frame: Box): number {
  return (
    Math.max(0, frame.left - box.left) +
    Math.max(0, box.right - frame.right) +
    Math.max(0, frame.top - box.top) +
    Math.max(0, box.bottom - frame.bottom)
  );
}
