import type { ForestRow } from '../../../sections/forest-row.ts';
import { formatRatio, formatRatioInterval } from '../../../model/ratio.ts';
import { html, type Html } from '../escape.ts';
import { hatching } from './hatching.ts';
import { shortened, wrapped } from './names.ts';
import { ratioScale, type RatioScale } from './ratio-scale.ts';
import { round } from './symbols.ts';

export interface ForestPlot {
  readonly rows: readonly ForestRow[];
  readonly axis: string;
  readonly description: string;
}

/**
 * Where things stand on a wide page and on a narrow one, which has each row's texts above its interval.
 * Pixels.
 */
interface Layout {
  readonly left: number;
  readonly right: number;
  /** Room for the name above the strip, and for nothing below it. */
  readonly above: number;
  readonly below: number;
  readonly nameCharacters: number;
  readonly detailCharacters: number;
}

const WIDE: Layout = { left: 270, right: 182, above: 0, below: 0, nameCharacters: 34, detailCharacters: 40 };
const NARROW: Layout = { left: 8, right: 8, above: 22, below: 8, nameCharacters: 24, detailCharacters: 36 };
const LINE = 15;
const DETAIL_LINES = 3;
/** The strip that holds a row's bands, interval and point. */
const STRIP = 26;
/** Air above a heading, and one of its lines. */
const GROUP = 14;
const GROUP_LINE = 17;
const LEGEND_LINE = 20;
/** From that many rows on the axis stands above them too. */
const LONG = 12;

interface PlacedRow {
  readonly row: ForestRow;
  readonly details: readonly string[];
  readonly top: number;
  readonly height: number;
  /** Lines of the heading above it. */
  readonly heading: readonly string[];
  /** Middle of its strip. */
  readonly y: number;
}

/**
 * One line per change: the ratio as a point on its 95% interval, on the grey of what is accepted and the
 * hatching of what the same thing twice came to.
 */
export function forestSvg({ rows, axis, description }: ForestPlot, width: number): Html {
  const layout = width < 500 ? NARROW : WIDE;
  const x = ratioScale(
    rows.flatMap(({ ratio, accepted }) => [ratio ?? 1, ...(accepted ?? []).flatMap((bound) => bound ?? [])]),
    rows.flatMap(({ ci95, noise }) => [...(ci95 ?? []), ...(noise ?? [])]),
    layout.left,
    width - layout.right,
    52,
  );
  const head = rows.length > LONG ? 24 : 4;
  const placed = place(rows, layout, head, width);
  const bottom = placed.reduce((lowest, { top, height }) => Math.max(lowest, top + height), head);
  const keys = legend(rows, layout === NARROW ? 0 : layout.left, bottom + 58, width);
  const strips = placed.map(
    ({ top, height }) =>
      [layout === NARROW ? top + height - layout.below - STRIP : top, top + height - layout.below] as const,
  );
  const along = (value: number): string =>
    strips.map(([from, to]) => `M${round(x.at(value))} ${from}V${to}`).join('');
  const height = bottom + 48 + keys.height;
  return html`<svg class="plot forest" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${description}">
${placed.map(({ row, y }) => bands(row, y, x, layout, width))}
${x.ticks.map((tick) => html`<path class="grid" d="${along(tick)}"/>${tickTexts(tick, x, head, bottom)}`)}
<path class="no-change" d="${along(1)}"/>
<path class="axis" d="M${layout.left} ${bottom}H${width - layout.right}"/><text class="axis-title" x="${round((layout.left + width - layout.right) / 2)}" y="${bottom + 38}" text-anchor="middle">${axis}</text>
${placed.map((one) => html`${texts(one, layout, width)}${change(one, x)}`)}${keys.drawn}</svg>`;
}

function place(rows: readonly ForestRow[], layout: Layout, head: number, width: number): PlacedRow[] {
  let top = head;
  return rows.map((row, index): PlacedRow => {
    const heading =
      row.group === undefined || row.group === rows[index - 1]?.group
        ? []
        : wrapped(row.group, Math.floor(width / 7.6), 2);
    if (heading.length > 0) top += GROUP + heading.length * GROUP_LINE;
    const details = row.detail === '' ? [] : wrapped(row.detail, layout.detailCharacters, DETAIL_LINES);
    const lines = Math.max(details.length, row.word === '' ? 0 : 1);
    const height =
      layout === NARROW
        ? layout.above + lines * LINE + STRIP + layout.below
        : Math.max(STRIP + 6, 30 + lines * LINE);
    const placed = {
      row,
      details,
      top,
      height,
      heading,
      y: layout === NARROW ? top + height - layout.below - STRIP / 2 : top + height / 2,
    };
    top += height;
    return placed;
  });
}

function tickTexts(tick: number, x: RatioScale, head: number, bottom: number): Html {
  const at = (y: number): Html =>
    html`<text class="tick" x="${round(x.at(tick))}" y="${y}" text-anchor="middle">${tick}×</text>`;
  return html`${at(bottom + 17)}${head > 20 ? at(head - 8) : undefined}`;
}

function bands(
  { accepted, noise }: ForestRow,
  y: number,
  x: RatioScale,
  layout: Layout,
  width: number,
): Html {
  const [edge, end] = [layout.left, width - layout.right];
  const [low, high] = accepted ?? [null, null];
  const [from, to] = [low === null ? edge : x.at(low), high === null ? end : x.at(high)];
  const [left, right] = noise === undefined ? [0, 0] : visible(x.at(noise[0]), x.at(noise[1]));
  return html`${accepted === undefined ? undefined : html`<path class="accepted" d="M${round(from)} ${y - 12}H${round(to)}V${y + 12}H${round(from)}z"/>`}${noise === undefined ? undefined : html`<path class="noise" d="M${round(left)} ${y - 8}H${round(right)}V${y + 8}H${round(left)}z${hatching(left, right, y - 8, y + 8)}"/>`}`;
}

/** A band that is too narrow to be seen is drawn as wide as a point. */
function visible(from: number, to: number): readonly [from: number, to: number] {
  const lacking = Math.max(0, 8 - (to - from)) / 2;
  return [from - lacking, to + lacking];
}

function texts({ row, details, top, height, heading, y }: PlacedRow, layout: Layout, width: number): Html {
  const { name, detail, ratio, ci95, sign, word } = row;
  const lines = Math.max(details.length, word === '' ? 0 : 1);
  const first = layout === NARROW ? top + 16 : y + 5 - (lines * LINE) / 2;
  const firstRight = layout === NARROW ? first : y + 5 - (word === '' ? 0 : LINE / 2);
  const headings = heading.map(
    (line, index) =>
      html`<text class="group-title" x="0" y="${top - 7 - (heading.length - 1 - index) * GROUP_LINE}">${line}</text>`,
  );
  const interval =
    ratio === null
      ? undefined
      : html`<tspan class="row-detail" dx="5">${ci95 === null ? 'no interval' : formatRatioInterval(ci95, ratio)}</tspan>`;
  const verdict =
    word === ''
      ? undefined
      : html`<text class="row-value verdict${word.startsWith('regressed') || word.startsWith('no-data') ? ' bad' : ''}" x="${width}" y="${round(firstRight + LINE)}" text-anchor="end">${sign} ${word}</text>`;
  return html`${headings}<path class="grid" d="M0 ${top + height}H${width}"/><g><title>${name}${detail === '' ? '' : `: ${detail}`}</title><text class="row-name" x="0" y="${round(first)}">${shortened(name, layout.nameCharacters)}</text>${details.map((line, index) => html`<text class="row-detail" x="0" y="${round(first + (index + 1) * LINE)}">${line}</text>`)}<text class="row-value" x="${width}" y="${round(firstRight)}" text-anchor="end">${ratio === null ? '–' : formatRatio(ratio)}${interval}</text>${verdict}</g>`;
}

/**
 * Ends beyond the axis are arrows. A point is hollow where its interval reaches 1, or there is none: it may
 * be no change.
 */
function change({ row: { ratio, ci95 }, y }: PlacedRow, x: RatioScale): Html {
  if (ratio === null)
    return html`<text class="row-detail" x="${round(x.at(1) + 8)}" y="${y + 4}">no data</text>`;
  const at = x.at(ratio);
  const point = html`<circle class="${isClear(ci95) ? 'point' : 'point hollow'}" cx="${round(at)}" cy="${y}" r="4.2"/>`;
  if (ci95 === null) return point;
  const [low, high] = ci95;
  const [from, to] = [round(x.at(low)), round(x.at(high))];
  const end = (isBeyond: boolean, place: number, outward: 1 | -1): string =>
    isBeyond
      ? `M${place - outward * 6} ${y - 5}L${place} ${y}L${place - outward * 6} ${y + 5}`
      : `M${place} ${y - 6}V${y + 6}`;
  return html`<path class="range" d="M${from} ${y}H${to}${end(low < x.low, from, -1)}${end(high > x.high, to, 1)}"/>${point}`;
}

function isClear(ci95: ForestRow['ci95']): boolean {
  return ci95 !== null && (ci95[0] > 1 || ci95[1] < 1);
}

/** Says what is drawn here, and only that. */
function legend(
  rows: readonly ForestRow[],
  left: number,
  top: number,
  width: number,
): { readonly drawn: Html; readonly height: number } {
  const keys: readonly (readonly [isUsed: boolean, text: string, mark: (x: number, y: number) => Html])[] = [
    [
      rows.some(({ accepted }) => accepted !== undefined),
      'accepted',
      (x, y) => html`<path class="accepted" d="M${x} ${y - 6}h26v12h-26z"/>`,
    ],
    [
      rows.some(({ noise }) => noise !== undefined),
      'the same thing measured twice (A/A)',
      (x, y) => html`<path class="noise" d="M${x} ${y - 6}h26v12h-26z${hatching(x, x + 26, y - 6, y + 6)}"/>`,
    ],
    [true, 'no change', (x, y) => html`<path class="no-change" d="M${x + 13} ${y - 7}v14"/>`],
    [
      rows.some(({ ratio, ci95 }) => ratio !== null && isClear(ci95)),
      'change, with its 95% interval',
      (x, y) =>
        html`<path class="range" d="M${x} ${y}h26M${x} ${y - 5}v10M${x + 26} ${y - 5}v10"/><circle class="point" cx="${x + 13}" cy="${y}" r="4.2"/>`,
    ],
    [
      rows.some(({ ratio, ci95 }) => ratio !== null && !isClear(ci95)),
      '1 is within its interval, or it has none',
      (x, y) =>
        html`<path class="range" d="M${x} ${y}h26M${x} ${y - 5}v10M${x + 26} ${y - 5}v10"/><circle class="point hollow" cx="${x + 13}" cy="${y}" r="4.2"/>`,
    ],
  ];
  let [x, y] = [left, top];
  const drawn = keys
    .filter(([isUsed]) => isUsed)
    .map(([, text, mark]) => {
      // 6.3: average width of a character of this size, a little wide.
      const room = 34 + text.length * 6.3;
      if (x > left && x + room > width) [x, y] = [left, y + LEGEND_LINE];
      const key = html`${mark(x, y)}<text class="tick" x="${x + 33}" y="${y + 4}">${text}</text>`;
      x = Math.round(x + room + 16);
      return key;
    });
  return { drawn: html`${drawn}`, height: y - top + LEGEND_LINE };
}
