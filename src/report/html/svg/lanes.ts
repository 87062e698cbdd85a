import { shortLabel } from '../../../sections/context.ts';
import { formatNumber } from '../../../model/units.ts';
import { LANES, type Lane, type LanePlot, type LanePoint } from '../../../sections/trade-off.ts';
import { capital } from '../../../sections/words.ts';
import { html, type Html } from '../escape.ts';
import { placeLabels } from './labels.ts';
import { shortened } from './names.ts';
import { linearScale, logScale, tickText, type Scale } from './scale.ts';
import { colourClass, round, symbol } from './symbols.ts';

const LANE_TITLES: Readonly<Record<Lane, readonly [string, string]>> = {
  kernel: ['Kernel of its own', ''],
  hostname: ['Host’s kernel,', 'hostname of its own'],
  nothing: ['Host’s kernel', 'and hostname'],
  unknown: ['Identity', 'not recorded'],
};

interface Layout {
  readonly width: number;
  readonly left: number;
  readonly right: number;
  readonly laneHeight: number;
  readonly top: number;
  /** Room below a lane's scale; a narrow lane has its title there. */
  readonly inset: number;
}

/** Wide for a desk, narrow for a phone: letters keep their size, so each is laid out for itself. */
export const WIDE_LANES: Layout = { width: 640, left: 168, right: 16, laneHeight: 104, top: 12, inset: 14 };
export const NARROW_LANES: Layout = { width: 350, left: 40, right: 10, laneHeight: 120, top: 12, inset: 30 };

/**
 * Density across (instances per GiB, log), isolation upwards: one lane per kind of evidence, least isolated
 * at the bottom, and inside a lane the share that the worst-treated instance kept. Readable without a script.
 */
export function lanesSvg(
  { across, points, withShares }: LanePlot,
  layout: Layout,
  description: string,
): Html {
  const lanes = LANES.filter((lane) => points.some((point) => point.lane === lane)).toReversed();
  const bottom = layout.top + lanes.length * layout.laneHeight;
  const height = bottom + 46;
  const edge = layout.width - layout.right;
  const bounds = points.flatMap(({ perGiB: { value, low, high } }) => [value, low ?? value, high ?? value]);
  const x = logScale(bounds, layout.left + 12, edge - 12);
  const laneTop = (lane: Lane): number => layout.top + lanes.indexOf(lane) * layout.laneHeight;
  const most = points.reduce((top, { share }) => Math.max(top, share?.ci95?.[1] ?? share?.value ?? 0), 1);
  const y = (lane: Lane): Scale =>
    linearScale(0, most, laneTop(lane) + layout.laneHeight - layout.inset, laneTop(lane) + 22, [0, 0.5, 1]);
  const placed = points.map((point) => ({
    point,
    x: x.at(point.perGiB.value),
    y: y(point.lane).at(point.share?.value ?? 0.5),
  }));
  const line = placed.filter(({ point }) => point.onParetoLine).sort((a, b) => a.x - b.x);
  const labels = placeLabels(
    placed.map(({ point, ...at }) => ({ ...at, lines: linesOf(point) })),
    line,
    { left: layout.left, right: edge, top: 0, bottom },
    13,
  );
  return html`<svg class="plot" viewBox="0 0 ${layout.width} ${height}" width="${layout.width}" height="${height}" role="img" aria-label="${description}">
${lanes.map((lane) => laneFrame(lane, laneTop(lane), y(lane), layout, withShares))}
${x.minor.map((tick) => html`<path class="grid minor" d="M${round(x.at(tick))} ${layout.top}V${bottom}"/>`)}
${x.ticks.map((tick) => html`<path class="grid" d="M${round(x.at(tick))} ${layout.top}V${bottom}"/><text class="tick" x="${round(x.at(tick))}" y="${bottom + 17}" text-anchor="middle">${tickText(tick, 'count')}</text>`)}
<path class="axis" d="M${layout.left} ${bottom}H${edge}"/>
<text class="axis-title" x="${round((layout.left + edge) / 2)}" y="${bottom + 38}" text-anchor="middle">${layout.left < 100 ? `${capital(across)} (log)` : `Density: ${across} (log scale)`} →</text>
${line.length > 1 ? html`<path class="pareto" d="M${line.map((at) => `${round(at.x)} ${round(at.y)}`).join('L')}"/>` : undefined}
${placed.map(({ point, ...at }) => cross(point, at, x, y(point.lane), edge))}
${placed.map(({ point, ...at }, index) => pointMark(point, at, labels[index]!))}
</svg>`;
}

function linesOf({ variant }: LanePoint): string[] {
  return [
    variant.isReference ? `${variant.name}, reference` : variant.name,
    ...(variant.label === null ? [] : [shortLabel(variant.label)]),
  ].map((line) => shortened(line, 30));
}

function laneFrame(lane: Lane, top: number, y: Scale, layout: Layout, withShare: boolean): Html {
  const [first, second] = LANE_TITLES[lane];
  const narrow = layout.left < 100;
  const title = narrow
    ? html`<text class="lane-title" x="${layout.left + 6}" y="${top + layout.laneHeight - 8}">${first} ${second}</text>`
    : html`<text class="lane-title" x="0" y="${top + layout.laneHeight / 2}">${first}</text><text class="lane-title" x="0" y="${top + layout.laneHeight / 2 + 16}">${second}</text>`;
  const edge = layout.width - layout.right;
  const ticks = withShare
    ? y.ticks.map(
        (tick) =>
          html`<path class="grid minor" d="M${layout.left} ${round(y.at(tick))}H${edge}"/><text class="tick" x="${layout.left - 6}" y="${round(y.at(tick) + 4)}" text-anchor="end">${tickText(tick, 'ratio')}</text>`,
      )
    : undefined;
  return html`<path class="axis" d="M${layout.left} ${top}H${edge}"/>${ticks}${title}`;
}

/** An interval without an upper end runs to the frame and says so with an arrow head. */
function cross(
  { variant, perGiB: { low, high }, share }: LanePoint,
  at: { x: number; y: number },
  x: Scale,
  y: Scale,
  edge: number,
): Html {
  const across =
    low === null
      ? ''
      : `M${round(x.at(low))} ${round(at.y)}H${round(high === null ? edge : x.at(high))}${high === null ? 'm-7 -4l7 4l-7 4' : ''}`;
  const up =
    share?.ci95 == null
      ? ''
      : `M${round(at.x)} ${round(y.at(Math.max(0, share.ci95[0])))}V${round(y.at(share.ci95[1]))}`;
  return html`<path class="interval ${colourClass(variant.index)}" d="${across}${up}"/>`;
}

function pointMark(
  point: LanePoint,
  at: { x: number; y: number },
  label: { x: number; y: number; anchor: string },
): Html {
  const { variant, share, perGiB } = point;
  const [name, ...rest] = linesOf(point);
  const title = `${name}: ${formatNumber(perGiB.value)} instances per GiB${share === undefined ? '' : `, worst share ${formatNumber(share.value)}`}`;
  return html`<g><title>${title}</title>${variant.isReference ? html`<circle class="reference-ring" cx="${round(at.x)}" cy="${round(at.y)}" r="10"/>` : undefined}${symbol(variant.index, at.x, at.y, 5.5)}
<text class="point-name" x="${round(label.x)}" y="${round(label.y)}" text-anchor="${label.anchor}">${name}</text>${rest.map((line, index) => html`<text class="point-label" x="${round(label.x)}" y="${round(label.y + 15 * (index + 1))}" text-anchor="${label.anchor}">${line}</text>`)}</g>`;
}
