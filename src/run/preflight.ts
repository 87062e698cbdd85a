import type { Driver } from '../drivers/driver.ts';
import type { Clock } from '../host/clock.ts';
import { IsodenseError, messageOf } from '../model/errors.ts';
import type { VariantManifest } from '../model/manifest.ts';
import type { Variant, Workload } from '../model/scenario.ts';
import type { VariantStatus } from '../model/summary.ts';
import type { Sessions } from './sessions.ts';
import { workloadOf } from './variant-workload.ts';

export interface PreflightResult {
  readonly manifest: VariantManifest;
  /** How long one launch took, for estimates of time left; undefined for a variant that cannot run. */
  readonly launchMs: number | undefined;
}

/**
 * Can the host run this variant? The driver checks, and then one instance is launched and removed, untimed.
 */
export async function preflight(
  variant: Variant,
  driver: Driver,
  sessions: Sessions,
  workload: Workload,
  clock: Clock,
  signal: AbortSignal,
): Promise<PreflightResult> {
  const image = sessions.imageOf(variant);
  const described = (
    status: VariantStatus,
    versions: VariantManifest['versions'] = {},
    label: string | null = null,
  ): VariantManifest => ({
    name: variant.name,
    driver: variant.driver,
    status,
    versions:
      image === undefined
        ? versions
        : { ...versions, image: `${image.description} (${image.digest.slice(0, 19)})` },
    label,
    ...(variant.twinOf === undefined ? {} : { twinOf: variant.twinOf }),
  });
  const availability = await driver.check(variant.options, signal);
  if (!availability.usable) {
    return {
      manifest: described({ state: 'unavailable', reason: availability.reason, hint: availability.hint }),
      launchMs: undefined,
    };
  }
  const { versions, label } = availability;
  try {
    const session = await sessions.get(variant, 'workload', signal);
    await session.provideImage(signal);
    const from = clock.now();
    const instance = await session.launch(
      { index: 0, intended: from, workload: workloadOf(variant, workload) },
      signal,
    );
    const launchMs = clock.now() - from;
    await instance[Symbol.asyncDispose]();
    return { manifest: described({ state: 'measured' }, versions, label), launchMs };
  } catch (error) {
    signal.throwIfAborted();
    return {
      manifest: described(
        {
          state: 'unavailable',
          reason: `a trial instance did not start: ${messageOf(error)}`,
          hint: wayOut(error),
        },
        versions,
        label,
      ),
      launchMs: undefined,
    };
  }
}

/** The deepest layer that knows wrote the hint. */
function wayOut(error: unknown): string {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof IsodenseError && cause.hint !== undefined) return cause.hint;
  }
  return 'see isodense doctor';
}
