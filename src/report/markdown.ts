import type { Block, NoteBlock, Section } from '../sections/section.ts';
import { sectionsOf, type Report } from './compose.ts';
import { answer } from './figures/answer.ts';
import { fullName, type ReportContext } from '../sections/context.ts';
import { failureGroups } from './figures/failures.ts';
import { glance } from './figures/glance.ts';
import { provenance } from './figures/provenance.ts';
import { isShownIn } from './media.ts';
import { plainCell } from './tables/plain-cell.ts';
import { tableOf } from './tables/of-block.ts';
import type { DataTable } from '../sections/table.ts';
import { visibleLine } from '../model/visible-text.ts';

/** summary.md: the report's words and tables without its pictures. */
export function renderMarkdown(report: Report): string {
  const { input, context } = report;
  const atAGlance = glance(report);
  const sections = [
    `# ${escape(input.summary.scenario)}`,
    ...(input.manifest.scenario.question === undefined
      ? []
      : [`*${escape(input.manifest.scenario.question)}*`]),
    ...(input.manifest.completeness === 'complete'
      ? []
      : [
          `**This run is ${input.manifest.completeness}**${input.manifest.reason === undefined ? '' : `: ${escape(input.manifest.reason)}`}`,
        ]),
    answer(report).map(escape).join(' '),
    table(atAGlance.table),
    escape(atAGlance.note),
    losses(context),
    ...sectionsOf(report).map(section),
    warnings(context),
    `## Provenance\n\n${provenance(context)
      .map(({ name, value }) => `- ${escape(name)}: ${escape(value)}`)
      .join('\n')}`,
    `Reproduce with\n\n    ${visibleLine(input.manifest.command)}`,
  ];
  return `${sections.filter(Boolean).join('\n\n')}\n`;
}

function section({ title, blocks }: Section): string {
  const drawn = blocks.filter((block) => isShownIn('document', block)).flatMap((one) => block(one) ?? []);
  return drawn.length === 0 ? '' : [`## ${escape(title)}`, ...drawn].join('\n\n');
}

/** Pictures become the tables of their figures. */
function block(one: Block): string | undefined {
  if (one.kind === 'note') return note(one);
  const data = tableOf(one);
  return data === undefined || data.rows.length === 0
    ? undefined
    : `${escape(data.caption)}:\n\n${table(data)}`;
}

function note({ lead, text, items = [] }: NoteBlock): string {
  const start = lead === undefined ? '' : `**${escape(lead)}** `;
  const list = items.map((item) => `- **${escape(item.lead)}**: ${escape(item.text)}`).join('\n');
  return [`${start}${escape(text)}`.trim(), list].filter(Boolean).join('\n\n');
}

function table({ columns, rows, groupTitle }: DataTable): string {
  if (rows.length === 0) return '';
  const head = [
    'Variant',
    ...(groupTitle === undefined ? [] : [groupTitle]),
    ...columns.map(({ title, unit }) => (unit === undefined ? title : `${title} (${unit})`)),
  ].map(escape);
  const lines = rows.map(({ variant, cells, group }) =>
    [
      variant === undefined ? '–' : fullName(variant),
      ...(groupTitle === undefined ? [] : [group ?? '']),
      ...cells.map(plainCell),
    ].map(escape),
  );
  return [
    head,
    head.map((_, index) => (index === 0 || (index === 1 && groupTitle !== undefined) ? '---' : '---:')),
    ...lines,
  ]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

function losses(context: ReportContext): string {
  return context.variants
    .flatMap(({ name, status }) =>
      status.state === 'measured'
        ? []
        : [
            `- **${escape(name)}** ${status.state === 'unavailable' ? 'cannot run on this host' : 'failed'}: ${escape(status.reason)}. To fix: ${escape(status.hint)}.`,
          ],
    )
    .join('\n');
}

function warnings(context: ReportContext): string {
  const lines = [
    ...context.input.summary.warnings.map(
      ({ message, advice, count }) => `- ${escape(message)} (${count}×): ${escape(advice)}`,
    ),
    ...failureGroups(context).map(
      ({ variant, where, what, count }) =>
        `- ${escape(variant)}, ${escape(where)}: ${escape(what)} (${count}×)`,
    ),
  ];
  return lines.length === 0 ? '' : `## Warnings and failures\n\n${lines.join('\n')}`;
}

/** Names and messages come from users' files and from engines: they are text, never markup. */
function escape(text: string): string {
  return visibleLine(text)
    .replaceAll(/\s+/g, ' ')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll(/([\\`*_[\]|~#])/g, '\\$1');
}
