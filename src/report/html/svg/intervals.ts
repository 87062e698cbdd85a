import { formatValue, type Unit } from '../../../model/units.ts';
import { fullName } from '../../../sections/context.ts';
import type { IntervalGroup, IntervalsBlock } from '../../../sections/section.ts';
import { thin } from '../../../sections/thin.ts';
import { html, type Html } from '../escape.ts';
import { labelBeside, shortened } from './names.ts';
import { linearScale, logScale, tickText, withEnds, type Scale } from './scale.ts';
import { colourClass, round, symbol } from './symbols.ts';

type IntervalRow = IntervalGroup['rows'][number];

export type IntervalPlot = Pick<IntervalsBlock, 'groups' | 'axis' | 'unit' | 'scale' | 'description'>;

const ROW = 28;
const GROUP = 34;

/**
 * One line per variant: the 95% interval of the mean over rounds as a bar, the mean as the variant's symbol,
 * every round as a dot below. No bars from zero.
 */
export function intervalSvg({ groups, axis, unit, scale, description }: IntervalPlot, width: number): Html {
  const [left, right] = width < 500 ? [92, 74] : [230, 96];
  const estimates = groups.flatMap(({ rows }) => rows.map(({ estimate }) => estimate));
  const values = withEnds(
    estimates.flatMap(({ value, observations }) => [value, ...observations]),
    estimates.flatMap(({ ci95 }) => ci95 ?? []),
  );
  const x =
    scale === 'log'
      ? logScale(values, left, width - right, unit)
      : linearScale(scale.low, scale.high, left, width - right, scale.ticks);
  let y = 0;
  const drawn = groups.map(({ title, rows }) => {
    const top = y;
    y += (title === '' ? 12 : GROUP) + rows.length * ROW;
    return html`${title === '' ? undefined : html`<text class="group-title" x="0" y="${top + 22}">${title}</text>`}
${rows.map((row, index) => rowMarks(row, top + (title === '' ? 12 : GROUP) + index * ROW + ROW / 2, x, width, unit))}`;
  });
  const height = y + 48;
  return html`<svg class="plot" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${description}">
${x.minor.map((tick) => html`<path class="grid minor" d="M${round(x.at(tick))} 4V${y}"/>`)}
${thinTicks(x).map((tick) => html`<path class="grid" d="M${round(x.at(tick))} 4V${y}"/><text class="tick" x="${round(x.at(tick))}" y="${y + 17}" text-anchor="middle">${tickText(tick, unit)}</text>`)}
<path class="axis" d="M${left} ${y}H${width - right}"/><text class="axis-title" x="${round((left + width - right) / 2)}" y="${y + 38}" text-anchor="middle">${axis}</text>
${drawn}</svg>`;
}

/** Labels closer than 46 px would run into each other. */
function thinTicks(x: Scale): number[] {
  let last = -Infinity;
  return x.ticks.filter((tick) => {
    if (x.at(tick) - last < 46) return false;
    last = x.at(tick);
    return true;
  });
}

function rowMarks(
  { variant, estimate: { value, ci95, observations } }: IntervalRow,
  y: number,
  x: Scale,
  width: number,
  unit: Unit,
): Html {
  const name = shortened(variant.name, width < 500 ? 10 : 18);
  const bar =
    ci95 === null
      ? undefined
      : html`<path class="band ${colourClass(variant.index)}" d="M${round(x.at(ci95[0]))} ${y - 3}H${round(x.at(ci95[1]))}"/>`;
  const dots = thin(observations, 60).points.map(
    (one, index) =>
      html`<circle class="dot ${colourClass(variant.index)}" cx="${round(x.at(one))}" cy="${round(y + 6 + (index % 2) * 3)}" r="1.6"/>`,
  );
  return html`<g><title>${fullName(variant)}: ${formatValue(value, unit)}</title><text class="row-name" x="0" y="${y + 4}">${name}${labelBeside(name, variant.label, width)}</text>${bar}${dots}${symbol(variant.index, x.at(value), y - 3, 4)}<text class="row-value" x="${width}" y="${y + 4}" text-anchor="end">${formatValue(value, unit)}</text></g>`;
}
