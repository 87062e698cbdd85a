import type { RunManifest } from '../model/manifest.ts';
import { own } from '../model/own.ts';
import type { WarningRecord } from '../model/records.ts';

type Measured = Pick<RunManifest, 'image' | 'variants'>;

/** What was not the same any more when the run went on: its rounds from before and after are pooled. */
export function changesSince(before: Measured, now: Measured): Omit<WarningRecord, 'atMs'>[] {
  const digests =
    before.image !== null && now.image !== null && before.image.digest !== now.image.digest
      ? [`the image had the digest ${before.image.digest}, and then ${now.image.digest}`]
      : [];
  const versions = before.variants.flatMap(({ name, versions: earlier }) => {
    const later = now.variants.find((variant) => variant.name === name)?.versions ?? {};
    return Object.entries(earlier).flatMap(([what, version]) => {
      const found = own(later, what);
      return found === undefined || found === version
        ? []
        : [`${what} of ${name} was ${version}, and then ${found}`];
    });
  });
  return [...digests, ...versions].map((message) => ({
    kind: 'warning',
    code: 'changed-meanwhile',
    message,
    advice: 'rounds from before and after do not measure the same thing: run the scenario again',
  }));
}
