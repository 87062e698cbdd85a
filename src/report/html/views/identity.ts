import type { ReportContext } from '../../../sections/context.ts';
import { identityTable, instanceTable } from '../../tables/identity.ts';
import { html } from '../escape.ts';
import { dataTable, disclosure } from '../tables.ts';
import type { View } from '../view.ts';

export function identityView(context: ReportContext): View | undefined {
  if (context.input.summary.identities.length === 0) return undefined;
  return {
    id: 'identity',
    title: 'Identity',
    body: html`<p>Instances of one image, launched side by side, were asked who they are. An instance that shares the host’s kernel is patched with the host; each kernel of its own is one more operating system to keep patched.</p>
${dataTable(identityTable(context))}${disclosure('Every instance in its own words', dataTable(instanceTable(context)))}`,
    charts: {},
  };
}
