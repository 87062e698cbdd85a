import { parseBytes, parseDuration, type Unit } from '../model/units.ts';
import { got } from './issues.ts';

/** A figure as the user wrote it, read in the unit that its metric has; or why it cannot be. */
export type Bound = { readonly value: number } | { readonly refused: string };

const TIMES = /^(\d+(?:\.\d+)?)x$/;
const PERCENT = /^(\d+(?:\.\d+)?)%$/;

/** `4x` → 4. */
export function readRatio(written: unknown): Bound {
  const value = Number(TIMES.exec(String(written))?.[1]);
  if (value > 0) return { value };
  const way =
    typeof written === 'number' && written > 0
      ? `; write ${written}x`
      : '; against `over:` a bound is a ratio, and without it one in the unit of the metric';
  return { refused: `expected a ratio such as 4x, got ${got(written)}${way}` };
}

/** `5%` → 0.05. */
export function readPercent(written: unknown): number | undefined {
  const digits = typeof written === 'string' ? PERCENT.exec(written)?.[1] : undefined;
  return digits === undefined ? undefined : Number(digits) / 100;
}

/** `300ms` → 300 and `4MiB` → 4194304 where the metric has that unit; plain numbers for all other units. */
export function readInUnit(written: unknown, unit: Unit, metric: string): Bound {
  const parsed = parse(written, unit);
  if (parsed !== undefined) return { value: parsed };
  return { refused: `expected ${EXPECTED[unit]}, since ${metric} is in ${NAMES[unit]}; got ${got(written)}` };
}

/** `max: 4x` where there is nothing to be four times of. */
export function isRatio(written: unknown): boolean {
  return typeof written === 'string' && TIMES.test(written);
}

function parse(written: unknown, unit: Unit): number | undefined {
  if (unit === 'ms' || unit === 'bytes') {
    if (typeof written !== 'string') return undefined;
    return unit === 'ms' ? parseDuration(written) : parseBytes(written);
  }
  return typeof written === 'number' && Number.isFinite(written) && written >= 0 ? written : undefined;
}

const NUMBER = 'a number from 0 up, such as 0.9';

const EXPECTED: Readonly<Record<Unit, string>> = {
  ms: 'a time such as 300ms',
  bytes: 'a size such as 4MiB',
  ratio: NUMBER,
  'per second': NUMBER,
  cores: NUMBER,
  count: NUMBER,
};

const NAMES: Readonly<Record<Unit, string>> = {
  ms: 'time',
  bytes: 'bytes',
  ratio: 'shares of one (a plain quotient)',
  'per second': 'events per second',
  cores: 'cores',
  count: 'counts',
};
