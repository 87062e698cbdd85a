import { own } from './own.ts';

/** Sizes, times and ratios as users write and read them: bytes and milliseconds inside, units outside. */

const BYTES: Readonly<Record<string, number>> = {
  B: 1,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
  kB: 1e3,
  MB: 1e6,
  GB: 1e9,
};

const MILLISECONDS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
};

function parseWith(table: Readonly<Record<string, number>>, text: string): number | undefined {
  const match = /^\s*(\d+(?:\.\d+)?)\s*([A-Za-z]+)\s*$/.exec(text);
  const factor = match?.[2] === undefined ? undefined : own(table, match[2]);
  return factor === undefined ? undefined : Number(match?.[1]) * factor;
}

/** `128MiB` → 134217728 (bytes); undefined when the text is not a size. */
export function parseBytes(text: string): number | undefined {
  return parseWith(BYTES, text);
}

/** `2s` → 2000 (milliseconds); undefined when the text is not a time. */
export function parseDuration(text: string): number | undefined {
  return parseWith(MILLISECONDS, text);
}

/** Three significant digits, no exponent, no trailing zeros that suggest precision. */
function digits(value: number): string {
  if (value === 0) return '0';
  const magnitude = Math.floor(Math.log10(Math.abs(value)));
  return value.toFixed(Math.min(3, Math.max(0, 2 - magnitude)));
}

/** Bytes in binary units, as the kernel counts them: 134217728 → `128 MiB`. */
export function formatBytes(bytes: number): string {
  const size = Math.abs(bytes);
  if (size >= BYTES['GiB']!) return `${digits(bytes / BYTES['GiB']!)} GiB`;
  if (size >= BYTES['MiB']!) return `${digits(bytes / BYTES['MiB']!)} MiB`;
  if (size >= BYTES['KiB']!) return `${digits(bytes / BYTES['KiB']!)} KiB`;
  return `${digits(bytes)} B`;
}

/**
 * Milliseconds up to ten seconds, then seconds, then minutes and seconds; from two hours on, hours and
 * minutes.
 */
export function formatDuration(ms: number): string {
  const size = Math.abs(ms);
  if (size < 10_000) return `${digits(ms)} ms`;
  if (size < 120_000) return `${digits(ms / 1_000)} s`;
  const seconds = Math.round(ms / 1_000);
  if (Math.abs(seconds) < 7_200) return `${Math.trunc(seconds / 60)} min ${Math.abs(seconds % 60)} s`;
  const minutes = Math.round(ms / 60_000);
  return `${Math.trunc(minutes / 60)} h ${Math.abs(minutes % 60)} min`;
}

/** A time as users write it, for bounds and settings: 8000 → `8s`, 1500 → `1.5s`, 600000 → `10min`. */
export function writtenDuration(ms: number): string {
  const short = (value: number): number => Number(value.toPrecision(3));
  if (ms < 1_000) return `${short(ms)}ms`;
  return ms >= 120_000 && ms % 60_000 === 0 ? `${ms / 60_000}min` : `${short(ms / 1_000)}s`;
}

/** A number with three significant digits. */
export function formatNumber(value: number): string {
  return digits(value);
}

/** `1 round`, `8 rounds`, `2 launches`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** Units of metrics. `ratio` is a plain quotient; `cores` is CPU seconds per second. */
export type Unit = 'ms' | 'bytes' | 'ratio' | 'per second' | 'cores' | 'count';

/** One value with its unit, as every table and sentence shows it. */
export function formatValue(value: number, unit: Unit): string {
  switch (unit) {
    case 'ms':
      return formatDuration(value);
    case 'bytes':
      return formatBytes(value);
    case 'per second':
      return `${digits(value)} /s`;
    case 'cores':
      return `${digits(value)} cores`;
    case 'ratio':
    case 'count':
      return digits(value);
  }
}
