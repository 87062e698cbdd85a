import type { ReportInput } from '../model/run-data.ts';

/**
 * A run as its views show it. A twin is the reference again, under another name: among the technologies it
 * would only confuse. Its figures are in the statistics and decide whether gates can be believed; see
 * twins.ts for where they are shown.
 */
export function withoutTwins(input: ReportInput): ReportInput {
  const { summary, manifest, records } = input;
  const twins = new Set(summary.variants.flatMap(({ name, twinOf }) => (twinOf === undefined ? [] : [name])));
  if (twins.size === 0) return input;
  const rounds = new Set(
    records.flatMap((record) =>
      record.kind === 'round-start' && twins.has(record.cell.variant) ? [record.round] : [],
    ),
  );
  const kept = <T extends { readonly variant: string }>(list: readonly T[]): readonly T[] =>
    list.filter(({ variant }) => !twins.has(variant));
  return {
    ...input,
    manifest: { ...manifest, variants: manifest.variants.filter(({ name }) => !twins.has(name)) },
    records: records.filter(({ round }) => round === undefined || !rounds.has(round)),
    summary: {
      ...summary,
      variants: summary.variants.filter(({ name }) => !twins.has(name)),
      series: kept(summary.series),
      comparisons: kept(summary.comparisons),
      identities: kept(summary.identities),
    },
  };
}
