import { configurationRows, withAny } from '../../figures/configurations.ts';
import type { ReportContext } from '../../../sections/context.ts';
import { html } from '../escape.ts';
import type { View } from '../view.ts';
import { settingsTable } from './provenance.ts';

export function configurationView(context: ReportContext): View | undefined {
  const rows = configurationRows(context);
  if (rows.length === 0) return undefined;
  const differing = rows.filter(({ differs }) => differs).length;
  const lead =
    differing === 0
      ? 'Read back from a live instance of each variant: no setting differs, so the variants are compared on equal terms.'
      : `Read back from a live instance of each variant. ${differing} of ${rows.length} settings differ (bold): part of any difference in the figures may be theirs.`;
  return {
    id: 'configuration',
    title: 'What each instance really got',
    body: html`<p>${lead}</p>${settingsTable('Effective configuration', withAny(context, 'configuration'), rows)}`,
    charts: {},
  };
}
