import type { Summary } from '../../src/model/summary.ts';

/**
 * A summary with one entry of its lists a line, so that a difference names the series that changed, and with
 * nine digits: the last bits of logarithms differ between processors.
 */
export function goldenText(summary: Summary): string {
  const parts = Object.entries(summary).map(([name, value]) => {
    if (!Array.isArray(value) || value.length === 0) return `${JSON.stringify(name)}: ${line(value)}`;
    return `${JSON.stringify(name)}: [\n  ${value.map(line).join(',\n  ')}\n]`;
  });
  return `{\n${parts.join(',\n')}\n}\n`;
}

function line(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'number' ? rounded(inner) : inner));
}

/** What is left of a difference of equals counts as none. */
function rounded(value: number): number {
  return Math.abs(value) < 1e-6 ? 0 : Number(value.toPrecision(9));
}
