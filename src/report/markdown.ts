import type { ReportInput } from '../model/run-data.ts';
import { answer } from './figures/answer.ts';
import { fullName, reportContext, type ReportContext } from '../sections/context.ts';
import { failureGroups } from './figures/failures.ts';
import { glance, glanceNote } from './figures/glance.ts';
import { provenance } from './figures/provenance.ts';
import { boundaryCountTable, boundaryGroupTable, leakTable } from './tables/boundary.ts';
import { densityTable, rampTable } from './tables/density.ts';
import { glanceTable } from './tables/glance.ts';
import { identityTable } from './tables/identity.ts';
import { MATRICES, matrixTable } from './tables/interference.ts';
import { accountingTable, fitTable } from './tables/memory.ts';
import { plainCell } from './tables/plain-cell.ts';
import { aloneTable, quotaTable, sharingTable, weightTable } from './tables/sharing.ts';
import { phaseTable, startupTable } from './tables/startup.ts';
import type { DataTable } from '../sections/table.ts';
import { visibleLine } from '../model/visible-text.ts';

/** summary.md: the report's words and tables without its pictures. */
export function renderMarkdown(input: ReportInput): string {
  const context = reportContext(input);
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
    answer(context).map(escape).join(' '),
    table(glanceTable(context)),
    escape(glanceNote(glance(context))),
    losses(context),
    section('Startup', startupTable(context), phaseTable(context)),
    section('Density', densityTable(context), rampTable(context)),
    section('Memory', fitTable(context), accountingTable(context)),
    section(
      'CPU sharing',
      sharingTable(context),
      aloneTable(context),
      weightTable(context),
      quotaTable(context),
    ),
    section('Interference', ...MATRICES.map((matrix) => matrixTable(context, matrix))),
    section('Boundary', boundaryCountTable(context), boundaryGroupTable(context), leakTable(context)),
    section('Identity', identityTable(context)),
    warnings(context),
    `## Provenance\n\n${provenance(context)
      .map(({ name, value }) => `- ${escape(name)}: ${escape(value)}`)
      .join('\n')}`,
    `Reproduce with\n\n    ${visibleLine(input.manifest.command)}`,
  ];
  return `${sections.filter(Boolean).join('\n\n')}\n`;
}

function section(title: string, ...tables: readonly DataTable[]): string {
  const drawn = tables
    .filter(({ rows }) => rows.length > 0)
    .map((one) => `${escape(one.caption)}:\n\n${table(one)}`);
  return drawn.length === 0 ? '' : [`## ${title}`, ...drawn].join('\n\n');
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
