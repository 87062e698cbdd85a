import type { ReportContext } from '../../sections/context.ts';
import type { DataTable } from '../../sections/table.ts';
import { html, type Html } from './escape.ts';
import { dataTable, disclosure } from './tables.ts';

/** Narrow plots have no room for labels beside names; they mark them and explain here. */
export function starred(context: ReportContext): Html {
  const labelled = context.variants.filter(({ label }) => label !== null);
  return labelled.length === 0
    ? html``
    : html`<span class="narrow">* ${labelled.map(({ name, label }) => html`${name}: <span class="label">${label ?? undefined}</span> `)}</span>`;
}

/** A long table, out of the way until asked for; nothing where it has no rows. */
export function folded(summary: string, table: DataTable): Html | undefined {
  return table.rows.length === 0 ? undefined : disclosure(summary, dataTable(table));
}

export const capital = (text: string): string => text.replace(/^./, (letter) => letter.toUpperCase());
