import { formatBytes, formatNumber } from '../../model/units.ts';
import type { ReportContext } from '../../sections/context.ts';
import { figuresOf } from '../../sections/select.ts';
import { withoutEmptyColumns, type Cell, type DataTable, type Row } from '../../sections/table.ts';
import { densityMetrics } from './metrics.ts';
import { ASKED_MAXIMUM, liesBeyond, memoryOverRamp, ramps, readyOverDensity, type Ramp } from './ramps.ts';

/** The part of it that a terminal has room for. */
export function shortDensityTable(context: ReportContext): DataTable {
  const { columns, rows, ...table } = densityTable(context);
  return {
    ...table,
    columns: columns.slice(0, SHORT),
    rows: rows.map((row) => ({
      ...row,
      cells: row.cells
        .slice(0, SHORT)
        .map((cell) =>
          cell !== undefined && 'text' in cell && cell.note !== undefined && cell.strong !== true
            ? { text: cell.text }
            : cell,
        ),
    })),
  };
}

/** Ran, did not hold, bound by. */
const SHORT = 3;

/** How far each ramp came and what was in the way. */
export function densityTable(context: ReportContext): DataTable {
  const figures = figuresOf(context, densityMetrics);
  return withoutEmptyColumns({
    caption: 'Instances that ran at the same time, and the limit they reached',
    columns: [
      { title: 'Ran', unit: 'instances' },
      { title: 'Did not hold', unit: 'instances' },
      { title: 'Limit reached' },
      { title: 'Forecast, not measured', unit: 'instances' },
      { title: 'One more takes', unit: 'bytes' },
      { title: 'Lowest memory left', unit: 'bytes' },
      { title: 'Removed in', unit: 'time' },
    ],
    rows: ramps(context).map((ramp): Row => ({
      variant: ramp.of,
      cells: [
        reachedCell(ramp),
        stoppedCell(ramp),
        {
          text: ramp.boundBy[0] === ASKED_MAXIMUM ? 'not reached' : ramp.boundBy.join(', then '),
          ...(ramp.detail === '' ? {} : { note: ramp.detail }),
        },
        forecastCell(ramp),
        figures.top('density.memoryPerInstance', ramp.variant),
        figures.top('density.lowestAvailable', ramp.variant),
        figures.top('density.teardown', ramp.variant),
      ],
    })),
  });
}

function reachedCell(ramp: Ramp): Cell {
  const [held] = ramp.interval;
  const most = ramp.reached.reduce((top, one) => Math.max(top, one), held);
  const rounds = ramp.reached.length === 1 ? 'one round' : `${ramp.reached.length} rounds`;
  return {
    text: `${liesBeyond(ramp) ? '≥ ' : ''}${held}`,
    note: most === held ? rounds : `up to ${most}, ${rounds}`,
    strong: true,
  };
}

function stoppedCell({ interval: [, stopped] }: Ramp): Cell {
  return { text: stopped === null ? 'none' : String(stopped) };
}

function forecastCell({ forecast, interval: [held] }: Ramp): Cell {
  if (forecast === null) return undefined;
  return {
    text: `≈ ${formatNumber(Math.max(Number(forecast.toPrecision(2)), held))}`,
    note: 'if only memory bound it',
  };
}

/** Time to ready of the launches that took the ramp to each density. */
export function rampTable(context: ReportContext): DataTable {
  const rows = ramps(context).flatMap(({ of }): Row[] => {
    const memory = new Map<number, number[]>();
    for (const [density, bytes] of memoryOverRamp(context, of.name).available)
      memory.set(density, [...(memory.get(density) ?? []), bytes]);
    return readyOverDensity(context, of.name).map(({ density, p50, p95 }) => {
      const left = memory.get(density);
      return {
        variant: of,
        cells: [
          { text: String(density) },
          p50,
          p95,
          left === undefined
            ? undefined
            : { text: formatBytes(left.reduce((sum, one) => sum + one, 0) / left.length) },
        ],
      };
    });
  });
  return {
    caption: 'Launches that took the ramp to each density, mean over rounds with 95% interval',
    columns: [
      { title: 'Density', unit: 'instances' },
      { title: 'Ready, p50', unit: 'time' },
      { title: 'Ready, p95', unit: 'time' },
      { title: 'Memory left', unit: 'bytes' },
    ],
    rows,
  };
}

/** What the host had left at both ends of the ramp, and the slope between them. */
export function rampMemoryTable(context: ReportContext): DataTable {
  const figures = figuresOf(context, densityMetrics);
  const rows = ramps(context).flatMap(({ of }): Row[] => {
    const { available } = memoryOverRamp(context, of.name);
    const densities = available.map(([density]) => density).sort((a, b) => a - b);
    const [first, last] = [densities[0], densities.at(-1)];
    if (first === undefined || last === undefined) return [];
    const left = (at: number): Cell => {
      const readings = available.filter(([density]) => density === at).map(([, bytes]) => bytes);
      return {
        text: formatBytes(readings.reduce((sum, one) => sum + one, 0) / readings.length),
        note: `${at} running`,
      };
    };
    return [
      {
        variant: of,
        cells: [left(first), left(last), figures.top('density.memoryPerInstance', of.name)],
      },
    ];
  });
  return {
    caption: 'Memory left to the host at both ends of the ramp, mean over rounds',
    columns: [
      { title: 'At the start', unit: 'bytes' },
      { title: 'At the highest density', unit: 'bytes' },
      { title: 'One more takes', unit: 'bytes' },
    ],
    rows,
  };
}
