import { own } from '../../model/own.ts';
import type { ReportContext } from '../../sections/context.ts';

export interface ConfigurationRow {
  readonly name: string;
  /** One value per variant, in the order given; undefined where the variant did not tell. */
  readonly values: readonly (string | undefined)[];
  readonly differs: boolean;
}

/**
 * Every setting of every variant, those that differ first: unequal settings must not be compared without a
 * word. A variant that says nothing of a setting differs in it; one that has no engine has no other version
 * of it.
 */
function settingRows(
  settings: readonly Readonly<Record<string, string>>[],
  silence: 'differs' | 'is nothing',
): ConfigurationRow[] {
  const names = [...new Set(settings.flatMap((one) => Object.keys(one)))].sort();
  return names
    .map((name) => {
      const values = settings.map((one) => own(one, name));
      return {
        name,
        values,
        differs:
          new Set(silence === 'differs' ? values : values.filter((value) => value !== undefined)).size > 1,
      };
    })
    .sort((a, b) => Number(b.differs) - Number(a.differs));
}

export function configurationRows(context: ReportContext): ConfigurationRow[] {
  return settingRows(
    withAny(context, 'configuration').map(({ configuration }) => configuration),
    'differs',
  );
}

export function versionRows(context: ReportContext): ConfigurationRow[] {
  return settingRows(
    withAny(context, 'versions').map(({ versions }) => versions),
    'is nothing',
  );
}

/** Variants that told anything of the kind. */
export function withAny(context: ReportContext, what: 'configuration' | 'versions') {
  return context.variants.filter((variant) => Object.keys(variant[what]).length > 0);
}
