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
const CHARACTER_EM = 0.6;
const GAP = 11;

export function placeLabels(requests: readonly LabelRequest[], frame: Box, fontSize: number): PlacedLabel[] {
  const taken: Box[] = requests.map(({ x, y }) => ({ left: x - 8, right: x + 8, top: y - 8, bottom: y + 8 }));
  return requests.map((request) => {
    const width = request.lines.reduce((most, line) => Math.max(most, line.length), 0) * fontSize * CHARACTER_EM;
    const height = request.lines.length * fontSize * 1.25;
    const options = candidates(request, height).map((label) => ({ label, box: boxOf(label, width, height) }));
    const cost = ({ box }: { box: Box }): number => taken.reduce((sum, other) => sum + overlap(box, other), 0) + outside(box, frame) * 20;
    const best = options.reduce((least, one) => (cost(one) < cost(least) ? one : least));
    taken.push(best.box);
    return best.label;
  });
}

/** `y` is the baseline of the first line. */
function candidates({ x, y }: LabelRequest, height: number): PlacedLabel[] {
  const beside = y - height / 2 + 11;
  const offsets = [0, 14, -14, 28, -28];
  return [
    ...offsets.map((dy): PlacedLabel => ({ x: x + GAP, y: beside + dy, anchor: 'start' })),
    ...offsets.map((dy): PlacedLabel => ({ x: x - GAP, y: beside + dy, anchor: 'end' })),
    { x, y: y - GAP - height + 13, anchor: 'middle' },
    { x, y: y + GAP + 12, anchor: 'middle' },
  ];
}

function boxOf({ x, y, anchor }: PlacedLabel, width: number, height: number): Box {
  const left = anchor === 'start' ? x : anchor === 'end' ? x - width : x - width / 2;
  return { left, right: left + width, top: y - 11, bottom: y - 11 + height };
}

function overlap(a: Box, b: Box): number {
  return Math.max(0, Math.min(a.right, b.right) - Math.max(a.left, b.left)) * Math.max(0, Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top));
}

function outside(box: Box, frame: Box): number {
  return Math.max(0, frame.left - box.left) + Math.max(0, box.right - frame.right) + Math.max(0, frame.top - box.top) + Math.max(0, box.bottom - frame.bottom);
}
