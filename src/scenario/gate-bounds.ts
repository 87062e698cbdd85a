import { parseBytes, parseDuration, type Unit } from '../model/units.ts';
import { got } from './issues.ts';

/** A figure as the user wrote it, in the unit of its metric; or the reason why it is not one. */
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
      : '; with `over:` a bound is a ratio, without it a value in the unit of the metric';
  return { refused: `expected a ratio such as 4x, got ${got(written)}${way}` };
}

/** `5%` → 0.05. */
export function readPercent(written: unknown): number | undefined {
  const digits = typeof written === 'string' ? PERCENT.exec(written)?.[1] : undefined;
  return digits === undefined ? undefined : Number(digits) / 100;
}

/** `300ms` → 300 and `4MiB` → 4194304 for a metric in that unit; for all other units, plain numbers. */
export function readInUnit(written: unknown, unit: Unit, metric: string): Bound {
  const parsed = parse(written, unit);
  if (parsed !== undefined) return { value: parsed };
  return { refused: `expected ${EXPECTED[unit]}, because ${metric} is ${NAMES[unit]}; got ${got(written)}` };
}

/** `max: 4x` on a metric without a reference, so that there is nothing to compare it with. */
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

const NUMBER = 'a number of at least 0, such as 0.9';

const EXPECTED: Readonly<Record<Unit, string>> = {
  ms: 'a time such as 300ms',
  bytes: 'a size such as 4MiB',
  ratio: NUMBER,
  'per second': NUMBER,
  cores: NUMBER,
  count: NUMBER,
};

const NAMES: Readonly<Record<Unit, string>> = {
  ms: 'a time',
  bytes: 'a size',
  ratio: 'a plain ratio',
  'per second': 'a rate per second',
  cores: 'a number of cores',
  count: 'a count',
};
