import { formatNumber } from '../../../model/units.ts';
import { shortLabel } from '../../../sections/context.ts';
import type { PlanePlot, PlanePoint } from '../../../sections/trade-off.ts';
import { html, type Html } from '../escape.ts';
import { placeLabels, type PlacedLabel } from './labels.ts';
import { shortened } from './names.ts';
import { logScale, tickText, withEnds, type Scale } from './scale.ts';
import { colourClass, hollowSymbol, round, symbol } from './symbols.ts';

interface Layout {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
}

export const WIDE_PLANE: Layout = { width: 640, height: 372, left: 58, right: 16, top: 26 };
export const NARROW_PLANE: Layout = { width: 350, height: 380, left: 38, right: 8, top: 26 };

interface At {
  readonly x: number;
  readonly y: number;
}

/**
 * Density across, and upwards how little a victim minds its worst neighbour; both on log scales, so better is
 * right and up. Readable without a script.
 */
export function planeSvg(plot: PlanePlot, layout: Layout, description: string): Html {
  const { across: axis, figure, points } = plot;
  const { width, height, left, top } = layout;
  const [edge, bottom] = [width - layout.right, height - 48];
  const x = logScale(
    points.flatMap(({ across: { value, low, high } }) => [value, low ?? value, high ?? value]),
    left + 14,
    edge - 14,
  );
  const slowdowns = points.flatMap(({ slowdown, other }) =>
    [slowdown, other].flatMap((one) => (one === undefined ? [] : [one.estimate])),
  );
  const y = logScale(
    withEnds(
      [1, ...slowdowns.map(({ value }) => value)],
      slowdowns.flatMap(({ ci95 }) => ci95 ?? []),
    ),
    top + 6,
    bottom - 6,
    'ratio',
  );
  const narrow = width < 500;
  const placed = points.map((point) => ({
    point,
    x: x.at(point.across.value),
    y: y.at(point.slowdown.estimate.value),
  }));
  const line = placed.filter(({ point }) => point.onParetoLine).sort((a, b) => a.x - b.x);
  const hollow = placed.flatMap(({ point, x: column }) =>
    point.other === undefined ? [] : [{ x: column, y: y.at(point.other.estimate.value) }],
  );
  const threads = placed.flatMap(({ point, ...from }) =>
    point.other === undefined ? [] : along(from, y.at(point.other.estimate.value)),
  );
  const labels = placeLabels(
    placed.map(({ point, ...at }) => ({ ...at, lines: linesOf(point) })),
    line.length > 1 ? line : [],
    { left, right: edge, top, bottom },
    13,
    [...hollow, ...threads],
  );
  return html`<svg class="plot" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${description}">
${frame(x, y, { left, edge, top, bottom })}
<text class="axis-title" x="${round((left + edge) / 2)}" y="${bottom + 40}" text-anchor="middle">${narrow ? `${axis} (log) →` : `Density: ${axis.replace(/^I/, 'i')} (log scale) →`}</text>
<text class="axis-title" x="0" y="12">${narrow ? `↑ Victim’s ${figure} beside its worst neighbour (log)` : `↑ Isolation: slowdown of a victim’s ${figure} beside its worst neighbour (log scale, 1× is undisturbed)`}</text>
${line.length > 1 ? html`<path class="pareto" d="M${line.map((at) => `${round(at.x)} ${round(at.y)}`).join('L')}"/>` : undefined}
${placed.map(({ point, ...at }) => cross(point, at, x, y, edge))}
${placed.map(({ point, ...at }, index) => mark(point, at, y, labels[index]!, plot))}
</svg>`;
}

/** Dots that stand in for an upright thread where names are placed. */
function along({ x, y }: At, to: number): At[] {
  const steps = Math.floor(Math.abs(to - y) / 14);
  return Array.from({ length: steps }, (_, step) => ({ x, y: y + ((to - y) * (step + 0.5)) / steps }));
}

function frame(
  x: Scale,
  y: Scale,
  { left, edge, top, bottom }: { left: number; edge: number; top: number; bottom: number },
): Html {
  return html`${x.minor.map((tick) => html`<path class="grid minor" d="M${round(x.at(tick))} ${top}V${bottom}"/>`)}
${x.ticks.map((tick) => html`<path class="grid" d="M${round(x.at(tick))} ${top}V${bottom}"/><text class="tick" x="${round(x.at(tick))}" y="${bottom + 18}" text-anchor="middle">${tickText(tick, 'count')}</text>`)}
${y.minor.map((tick) => html`<path class="grid minor" d="M${left} ${round(y.at(tick))}H${edge}"/>`)}
${y.ticks.map((tick) => html`<path class="grid" d="M${left} ${round(y.at(tick))}H${edge}"/><text class="tick" x="${left - 7}" y="${round(y.at(tick) + 4)}" text-anchor="end">${tickText(tick, 'ratio')}×</text>`)}
<path class="axis" d="M${left} ${top}V${bottom}H${edge}"/>`;
}

function linesOf({ variant, checks }: PlanePoint): string[] {
  const names = [
    variant.isReference ? `${variant.name}, reference` : variant.name,
    ...(variant.label === null ? [] : [shortLabel(variant.label)]),
  ];
  return [...names, ...(checks === undefined ? [] : [`✗ ${checks.leaked} · ◐ ${checks.shared}`])].map(
    (text) => shortened(text, 30),
  );
}

/**
 * An interval without an upper end runs to the frame and says so with an arrow head. The arms hang on one
 * thread.
 */
function cross(
  { variant, across: { low, high }, slowdown, other }: PlanePoint,
  at: At,
  x: Scale,
  y: Scale,
  edge: number,
): Html {
  const open = high === null;
  const sideways =
    low === null
      ? ''
      : `M${round(x.at(low))} ${round(at.y)}H${round(open ? Math.min(edge, at.x + 34) : x.at(high))}${open ? 'm-6 -4l6 4l-6 4' : ''}`;
  const upright = (
    { estimate: { ci95 } }: { estimate: PlanePoint['slowdown']['estimate'] },
    column: number,
  ): string => (ci95 === null ? '' : `M${round(column)} ${round(y.at(ci95[0]))}V${round(y.at(ci95[1]))}`);
  const thread =
    other === undefined
      ? undefined
      : html`<path class="thread ${colourClass(variant.index)}" d="M${round(at.x)} ${round(at.y)}V${round(y.at(other.estimate.value))}"/>`;
  return html`${thread}<path class="interval ${colourClass(variant.index)}" d="${sideways}${upright(slowdown, at.x)}${other === undefined ? '' : upright(other, at.x)}"/>`;
}

function mark(
  point: PlanePoint,
  at: At,
  y: Scale,
  label: PlacedLabel,
  { figure, conditions }: PlanePlot,
): Html {
  const { variant, slowdown, other, across, checks } = point;
  const [name, ...rest] = linesOf(point);
  const said = [slowdown, ...(other === undefined ? [] : [other])].map(
    ({ neighbour, condition, estimate }) =>
      `${figure} ${formatNumber(estimate.value)}× beside ${neighbour}${conditions.length > 1 ? ` ${condition}` : ''}`,
  );
  return html`<g><title>${name}: ${formatNumber(across.value)}${across.high === null ? ' or more' : ''} instances; ${said.join('; ')}</title>${variant.isReference ? html`<circle class="reference-ring" cx="${round(at.x)}" cy="${round(at.y)}" r="10"/>` : undefined}${other === undefined ? undefined : hollowSymbol(variant.index, at.x, y.at(other.estimate.value), 5)}${symbol(variant.index, at.x, at.y, 5.5)}
<text class="point-name" x="${round(label.x)}" y="${round(label.y)}" text-anchor="${label.anchor}">${name}</text>${rest.map((text, index) => html`<text class="${text.startsWith('✗') && checks !== undefined && checks.leaked > 0 ? 'point-label leaks' : 'point-label'}" x="${round(label.x)}" y="${round(label.y + 15 * (index + 1))}" text-anchor="${label.anchor}">${text}</text>`)}</g>`;
}
