import type { IdentitySummary } from '../../model/summary.ts';
import { variantNamed, type ReportContext } from '../../sections/context.ts';
import type { ExperimentReport } from '../../sections/section.ts';
import type { DataTable } from '../../sections/table.ts';
import type { Lane } from '../../sections/trade-off.ts';

export const identityReport: ExperimentReport = {
  sections: (context) => {
    const identities = inOrder(context);
    if (identities.length === 0) return [];
    return [
      {
        id: 'identity',
        title: 'Identity',
        blocks: [
          {
            kind: 'note',
            text: 'Instances of one image, launched side by side, were asked who they are. An instance that shares the host’s kernel is patched with the host; each kernel of its own is one more operating system to keep patched.',
          },
          { kind: 'table', table: identityTable(context, identities) },
          {
            kind: 'table',
            table: instanceTable(context, identities),
            folded: 'What each instance reported',
            media: ['page'],
          },
        ],
      },
    ];
  },
  glance: (context) => {
    const cells = inOrder(context).map(({ variant, kernel }) => [variant, { text: kernel }] as const);
    return [{ title: 'Kernel', cells: new Map(cells) }];
  },
  axes: (context) => {
    const of = inOrder(context).map((identity) => [identity.variant, laneOf(identity)] as const);
    return [{ kind: 'ownership', of: new Map(of) }];
  },
};

function laneOf({ instances, kernel, distinctHostnames }: IdentitySummary): Lane {
  if (instances.length === 0) return 'unknown';
  if (kernel === 'own') return 'kernel';
  // One instance alone cannot show that its hostname is its own.
  if (instances.length === 1) return 'unknown';
  return distinctHostnames === instances.length ? 'hostname' : 'nothing';
}

/** As the variants stand in every other table. */
function inOrder(context: ReportContext): IdentitySummary[] {
  return context.input.summary.identities.toSorted(
    (a, b) => (variantNamed(context, a.variant)?.index ?? 0) - (variantNamed(context, b.variant)?.index ?? 0),
  );
}

function identityTable(context: ReportContext, identities: readonly IdentitySummary[]): DataTable {
  return {
    caption: 'What the instances of each variant reported about themselves, launched side by side',
    columns: [
      { title: 'Instances', unit: 'count' },
      { title: 'Own hostnames', unit: 'distinct' },
      { title: 'Own addresses', unit: 'distinct' },
      { title: 'Kernel' },
      { title: 'Release' },
      { title: 'Architecture' },
      { title: 'Kernels to patch', unit: 'host’s included' },
    ],
    rows: identities.map((identity) => ({
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

function said({ instances }: IdentitySummary, what: 'kernel' | 'architecture'): string {
  return [...new Set(instances.map((one) => one[what]))].map((value) => value || 'not reported').join(', ');
}

function instanceTable(context: ReportContext, identities: readonly IdentitySummary[]): DataTable {
  const or = (text: string) => ({ text: text || 'not reported' });
  return {
    caption: 'What each instance reported',
    columns: [
      { title: 'Hostname' },
      { title: 'System' },
      { title: 'Kernel' },
      { title: 'Architecture' },
      { title: 'Address' },
      { title: 'Boot id' },
    ],
    rows: identities.flatMap(({ variant, instances }) =>
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
