import type { IdentitySummary } from '../../model/summary.ts';
import { variantNamed, type ReportContext } from '../../sections/context.ts';
import type { DataTable } from '../../sections/table.ts';

export function identityTable(context: ReportContext): DataTable {
  return {
    caption: 'What the instances of each variant said of themselves, launched side by side',
    columns: [
      { title: 'Instances', unit: 'count' },
      { title: 'Own hostnames', unit: 'distinct' },
      { title: 'Own addresses', unit: 'distinct' },
      { title: 'Kernel' },
      { title: 'Release' },
      { title: 'Architecture' },
      { title: 'Kernels to patch', unit: 'host’s included' },
    ],
    rows: inOrder(context).map((identity) => ({
      variant: variantNamed(context, identity.variant),
      cells: [
        { text: String(identity.instances.length) },
        { text: String(identity.distinctHostnames) },
        { text: identity.distinctAddresses === 0 ? 'none' : String(identity.distinctAddresses) },
        {
          text: identity.kernel === 'own' ? 'own' : 'shared with the host',
          strong: identity.kernel === 'own',
        },
        { text: said(identity, 'kernel') },
        { text: said(identity, 'architecture') },
        { text: String(identity.systemsToPatch) },
      ],
    })),
  };
}

/** As the variants stand in every other table. */
function inOrder(context: ReportContext): IdentitySummary[] {
  return context.input.summary.identities.toSorted(
    (a, b) => (variantNamed(context, a.variant)?.index ?? 0) - (variantNamed(context, b.variant)?.index ?? 0),
  );
}

function said({ instances }: IdentitySummary, what: 'kernel' | 'architecture'): string {
  return [...new Set(instances.map((one) => one[what]))].map((value) => value || 'not told').join(', ');
}

/** Every instance in its own words. */
export function instanceTable(context: ReportContext): DataTable {
  const or = (text: string) => ({ text: text || 'not told' });
  return {
    caption: 'Every instance in its own words',
    columns: [
      { title: 'Hostname' },
      { title: 'System' },
      { title: 'Kernel' },
      { title: 'Architecture' },
      { title: 'Address' },
      { title: 'Boot id' },
    ],
    rows: inOrder(context).flatMap(({ variant, instances }) =>
      instances.map((one) => ({
        variant: variantNamed(context, variant),
        cells: [
          or(one.hostname),
          or(one.system),
          or(one.kernel),
          or(one.architecture),
          or(one.address),
          or(one.bootId),
        ],
      })),
    ),
  };
}
