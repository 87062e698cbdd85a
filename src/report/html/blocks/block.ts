import type { ReportContext } from '../../../sections/context.ts';
import type {
  Block,
  CurvesBlock,
  ForestBlock,
  IntervalsBlock,
  NoteBlock,
  ScatterBlock,
  Section,
  StackBlock,
} from '../../../sections/section.ts';
import { html, type Html } from '../escape.ts';
import { chartFigure, svgFigure } from '../figures.ts';
import { forestSvg } from '../svg/forest.ts';
import { intervalSvg } from '../svg/intervals.ts';
import { lanesSvg, NARROW_LANES, WIDE_LANES } from '../svg/lanes.ts';
import { partsSvg } from '../svg/parts.ts';
import { NARROW_PLANE, planeSvg, WIDE_PLANE } from '../svg/plane.ts';
import { dataTable, disclosure } from '../tables.ts';
import type { View } from '../view.ts';
import { starred } from '../wording.ts';
import { isShownIn } from '../../media.ts';
import { heatmap } from './heatmap.ts';
import { matrix } from './matrix.ts';

/** A section of the page. */
export function sectionView({ id, title, blocks }: Section, context: ReportContext): View {
  const shown = blocks.filter((block) => isShownIn('page', block));
  const charts = shown.flatMap((block) =>
    block.kind === 'curves' ? [[block.id, block.chart] as const] : [],
  );
  return {
    id,
    title,
    body: html`${paired(shown).map((group) =>
      group.length === 1
        ? html`${blockHtml(group[0]!, context)}
`
        : html`<div class="pair">${group.map((block) => blockHtml(block, context))}</div>
`,
    )}`,
    charts: Object.fromEntries(charts),
  };
}

/** Neighbours that take half of the page's width stand beside each other. */
function paired(blocks: readonly Block[]): Block[][] {
  const isHalf = (block: Block | undefined): boolean => block?.kind === 'table' && block.half === true;
  const groups: Block[][] = [];
  for (const block of blocks) {
    const last = groups.at(-1);
    if (last !== undefined && isHalf(block) && isHalf(last[0]) && last.length < 2) last.push(block);
    else groups.push([block]);
  }
  return groups;
}

export function blockHtml(block: Block, context: ReportContext): Html | undefined {
  switch (block.kind) {
    case 'note':
      return note(block);
    case 'table':
      return block.table.rows.length === 0 ? undefined : folded(block.folded, dataTable(block.table));
    case 'intervals':
      return intervals(block, context);
    case 'forest':
      return forest(block);
    case 'curves':
      return curves(block);
    case 'stack':
      return stack(block, context);
    case 'heatmap':
      return folded(block.folded, heatmap(block));
    case 'matrix':
      return matrix(block);
    case 'scatter':
      return scatter(block);
  }
}

function folded(summary: string | undefined, content: Html): Html {
  return summary === undefined ? content : disclosure(summary, content);
}

function note({ lead, text, size, items, folded: summary }: NoteBlock): Html {
  const start = lead === undefined ? undefined : html`<strong>${lead}</strong> `;
  const paragraph =
    text === '' && start === undefined
      ? undefined
      : html`<p${size === 'small' ? html` class="note"` : undefined}>${start}${text}</p>`;
  const list =
    items === undefined
      ? undefined
      : html`<ul class="notes">${items.map((item) => html`<li><strong>${item.lead}</strong>: ${item.text}</li>`)}</ul>`;
  return folded(summary, html`${paragraph}${list}`);
}

/** Narrow pictures mark labelled variants with a star, which the note explains. */
const withStars = (text: string, context: ReportContext): Html => html`${text}${starred(context)}`;

function intervals(
  { title, note: text, description, ...plot }: IntervalsBlock,
  context: ReportContext,
): Html {
  return svgFigure({ title, note: withStars(text, context), description }, (width, label) =>
    intervalSvg({ ...plot, description: label }, width),
  );
}

function forest({ title, note: text, description, rows, axis }: ForestBlock): Html {
  return svgFigure({ title, note: text, description }, (width, label) =>
    forestSvg({ rows, axis, description: label }, width),
  );
}

function curves({ id, title, note: text, description, chart, variants, table }: CurvesBlock): Html {
  return chartFigure(id, { title, note: text, description }, chart, variants, dataTable(table));
}

function stack({ title, note: text, description, parts, rows }: StackBlock, context: ReportContext): Html {
  const legend = html`<ul class="legend">${parts.map(({ step, name }) => html`<li><svg class="key" viewBox="0 0 14 14" width="14" height="14" aria-hidden="true"><rect class="part p${step}" width="14" height="14"/></svg> ${name}</li>`)}</ul>`;
  return svgFigure(
    { title, note: withStars(text, context), description },
    (width, label) => html`${legend}${partsSvg(rows, width, label)}`,
  );
}

function scatter({ title, note: text, description, plot }: ScatterBlock): Html {
  const [wide, narrow] =
    plot.layout === 'plane'
      ? [planeSvg(plot, WIDE_PLANE, description), planeSvg(plot, NARROW_PLANE, description)]
      : [lanesSvg(plot, WIDE_LANES, description), lanesSvg(plot, NARROW_LANES, description)];
  return html`<figure class="trade-off"><h2>${title}</h2>
<div class="wide">${wide}</div><div class="narrow">${narrow}</div>
<figcaption>${text}</figcaption></figure>`;
}
