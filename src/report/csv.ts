import type { Summary } from '../model/summary.ts';
import { visible } from '../model/visible-text.ts';

const HEAD = [
  'experiment',
  'variant',
  'density',
  'parameters',
  'metric',
  'unit',
  'better',
  'rounds',
  'median',
  'mean',
  'ci95_low',
  'ci95_high',
  'attempts',
  'failures',
  'observations',
];

/** All statistics, one series a line, in plain units (ms, bytes), RFC 4180 with `\n` line ends. */
export function renderCsv({ series }: Summary): string {
  const rows = series.map((one) => [
    one.experiment,
    one.variant,
    one.density,
    Object.entries(one.parameters)
      .map(([name, value]) => `${name}=${value}`)
      .join(' '),
    one.metric,
    one.unit,
    one.better,
    one.rounds,
    one.median,
    one.mean,
    one.ci95?.[0] ?? '',
    one.ci95?.[1] ?? '',
    one.attempts,
    one.failures,
    one.observations.join(' '),
  ]);
  return [HEAD, ...rows]
    .map((row) => row.map(cell).join(','))
    .join('\n')
    .concat('\n');
}

function cell(value: string | number): string {
  if (typeof value === 'number') return String(value);
  // Spreadsheets run texts that begin like a formula; names come from users' files.
  const text = visible(value);
  const safe = /^[=+@\t-]/.test(text) && Number.isNaN(Number(text)) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
