import type { RunManifest, VariantManifest } from '../model/manifest.ts';
import type { RoundRecords } from '../model/metric.ts';
import type { Plan } from '../model/plan.ts';
import type { ConfigurationRecord, LaunchRecord } from '../model/records.ts';
import type { VariantStatus, VariantSummary } from '../model/summary.ts';
import { isComplete } from '../model/metric.ts';

/**
 * Each variant of the run with how it went and what its instances really got, each fact as it was read back
 * last.
 */
export function summariseVariants(
  manifest: RunManifest,
  plan: Plan,
  rounds: readonly RoundRecords[],
): VariantSummary[] {
  return manifest.variants.map((variant) => {
    const own = rounds.filter(({ start }) => start.cell.variant === variant.name);
    const configurations = own.flatMap(({ records }) =>
      records.filter(
        (record): record is ConfigurationRecord =>
          record.kind === 'configuration' && record.variant === variant.name,
      ),
    );
    return {
      name: variant.name,
      driver: variant.driver,
      status: statusOf(variant, own, plan, manifest),
      versions: variant.versions,
      label: variant.label,
      ...(variant.twinOf === undefined ? {} : { twinOf: variant.twinOf }),
      configuration: Object.fromEntries(
        configurations.flatMap(({ configuration }) => Object.entries(configuration)),
      ),
    };
  });
}

/**
 * A variant counts as measured only if at least one of its rounds is complete, whatever the check before the
 * run said.
 */
function statusOf(
  variant: VariantManifest,
  rounds: readonly RoundRecords[],
  plan: Plan,
  manifest: RunManifest,
): VariantStatus {
  if (variant.status.state !== 'measured' || rounds.some(isComplete)) return variant.status;
  const planned = plan.rounds.some(({ cell }) => cell.variant === variant.name);
  if (rounds.length > 0) {
    return {
      state: 'failed',
      reason: `none of its ${rounds.length} rounds is complete: ${whyNot(rounds)}`,
      hint: 'the launches in samples.jsonl say how far each one came',
    };
  }
  if (!planned) return variant.status;
  const reason = `the run ended (${manifest.completeness}) before its first round`;
  return { state: 'failed', reason, hint: 'run again; what was measured is kept in this directory' };
}

function whyNot(rounds: readonly RoundRecords[]): string {
  const reasons = rounds.map(({ end, records }) => {
    const error = records.find(
      (record): record is LaunchRecord => record.kind === 'launch' && record.error !== undefined,
    )?.error;
    return error ?? end?.reason ?? end?.status ?? 'cut off';
  });
  return reasons.at(-1) ?? 'cut off';
}
