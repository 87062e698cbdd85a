import type { RoundRecords } from '../../model/metric.ts';
import { cellKey, type Cell } from '../../model/plan.ts';
import { seedFor } from '../../model/random.ts';
import type { ReadinessBand } from '../../model/summary.ts';
import { bootstrapBands } from '../../stats/bootstrap.ts';
import { quantile } from '../../stats/quantile.ts';

const EXPERIMENT = 'startup';
/** Every twentieth of the launches: enough for a band that is drawn. */
const SHARES = Array.from({ length: 19 }, (_, index) => (index + 1) / 20);
/** The two ends of a band that is drawn, not judged. */
const RESAMPLES = 400;

interface Launches {
  readonly cell: Cell;
  /** Times to ready of each round, infinity for a launch that failed. Milliseconds. */
  readonly rounds: number[][];
}

/**
 * How far the distribution of readiness would move if the rounds were taken again; of cells with at least two
 * rounds.
 */
export function summariseReadiness(rounds: readonly RoundRecords[], seed: number): ReadinessBand[] {
  return [...byCell(rounds).values()].flatMap(({ cell, rounds: times }): ReadinessBand[] => {
    const bands = bootstrapBands(times, (values) => SHARES.map((share) => quantile(values, share)!), {
      seed: seedFor(seed, cellKey(cell)),
      resamples: RESAMPLES,
    });
    if (bands.length === 0) return [];
    return [
      {
        ...cell,
        shares: bands.map(([low, high], index) => ({
          share: SHARES[index]!,
          low: finite(low),
          high: finite(high),
        })),
      },
    ];
  });
}

/**
 * A round that begins without the image launches two kinds: one instance that finds none, one that is the
 * first to find it.
 */
function byCell(rounds: readonly RoundRecords[]): ReadonlyMap<string, Launches> {
  const cells = new Map<string, Launches>();
  for (const { start, records } of rounds.filter(({ start: { cell } }) => cell.experiment === EXPERIMENT)) {
    const times = new Map<string, { cell: Cell; values: number[] }>();
    for (const record of records) {
      if (record.kind !== 'launch') continue;
      const image =
        start.cell.parameters['image'] === 'absent' ? record.temperature : start.cell.parameters['image'];
      const cell =
        image === undefined ? start.cell : { ...start.cell, parameters: { ...start.cell.parameters, image } };
      const entry = times.get(cellKey(cell)) ?? { cell, values: [] };
      entry.values.push(
        record.outcome === 'ready' ? (record.marks.ready ?? Infinity) - record.marks.requested : Infinity,
      );
      times.set(cellKey(cell), entry);
    }
    for (const [key, { cell, values }] of times) {
      const entry = cells.get(key) ?? { cell, rounds: [] };
      entry.rounds.push(values);
      cells.set(key, entry);
    }
  }
  return cells;
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
