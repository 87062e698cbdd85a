import Table from 'cli-table3';
import picocolors from 'picocolors';
import { answer } from './figures/answer.ts';
import type { ReportContext } from '../sections/context.ts';
import type { Block } from '../sections/section.ts';
import { sectionsOf, type Report } from './compose.ts';
import { failureGroups } from './figures/failures.ts';
import { glance } from './figures/glance.ts';
import type { Cell, DataTable } from '../sections/table.ts';
import { isShownIn } from './media.ts';
import { plainCell } from './tables/plain-cell.ts';
import { tableOf } from './tables/of-block.ts';
import { visible, visibleLine } from '../model/visible-text.ts';

export interface TerminalOptions {
  readonly colour: boolean;
  /** Columns of the terminal. */
  readonly width: number;
}

type Colours = ReturnType<typeof picocolors.createColors>;

/**
 * What `run` and `report` print at their end: the answer, the variants side by side, how many fit and how
 * well apart, what went wrong.
 */
export function renderTerminal(report: Report, { colour, width }: TerminalOptions): string {
  const { input, context } = report;
  const atAGlance = glance(report);
  const colours = picocolors.createColors(colour);
  const line = Math.max(40, Math.min(width, 100));
  const parts = [
    colours.bold(clean(input.summary.scenario)),
    input.manifest.completeness === 'complete'
      ? ''
      : colours.yellow(
          `This run is ${input.manifest.completeness}${input.manifest.reason === undefined ? '' : `: ${clean(input.manifest.reason)}`}`,
        ),
    wrap(answer(report).map(clean).join(' '), line),
    draw(atAGlance.table, colours, width),
    colours.dim(wrap(clean(atAGlance.note), line)),
    ...sectionsOf(report).flatMap(({ blocks }) =>
      blocks
        .filter((block) => isShownIn('terminal', block))
        .map((block) => drawBlock(block, colours, { width, line })),
    ),
    troubles(context, colours, line),
  ];
  return `${parts.filter(Boolean).join('\n\n')}\n`;
}

/** Pictures become the tables of their figures. */
function drawBlock(
  block: Block,
  colours: Colours,
  { width, line }: { readonly width: number; readonly line: number },
): string {
  if (block.kind === 'note') {
    const items = (block.items ?? []).map(({ lead, text }) => `${lead}: ${text}`);
    const start = [block.lead, block.text].filter(Boolean).join(' ');
    return [start, ...items].map((text) => wrap(clean(text), line)).join('\n');
  }
  const table = tableOf(block);
  return table === undefined ? '' : titled(table, colours, width);
}

function titled(table: DataTable, colours: Colours, width: number): string {
  return table.rows.length === 0
    ? ''
    : `${wrap(table.caption, Math.max(40, width))}\n${draw(table, colours, width)}`;
}

/** Characters of a cli-table3 table without lines. */
export const BORDERLESS = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
};

/** Intervals take a second line; where even that is too wide, each variant becomes a block of lines. */
function draw(table: DataTable, colours: Colours, width: number): string {
  if (table.rows.length === 0) return '';
  const grid = new Table({
    chars: BORDERLESS,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
    colAligns: ['left', ...table.columns.map((): 'right' => 'right')],
    head: ['', ...table.columns.map(({ title }) => title)].map((title) => colours.dim(title)),
  });
  for (const { variant, cells } of table.rows) {
    const name = colours.bold(clean(variant?.name ?? '–'));
    const label =
      variant?.label === null || variant === undefined ? '' : `\n${colours.yellow(clean(variant.label))}`;
    grid.push([name + label, ...cells.map((cell) => twoLines(cell, colours))]);
  }
  return grid.width <= width ? trimLines(grid.toString()) : blocks(table, colours, width);
}

function twoLines(cell: Cell, colours: Colours): string {
  const [figure, interval] = plainCell(cell).split(' (');
  return interval === undefined
    ? clean(figure ?? '')
    : `${clean(figure ?? '')}\n${colours.dim(clean(interval.slice(0, -1)))}`;
}

function blocks({ columns, rows }: DataTable, colours: Colours, width: number): string {
  const longest = columns.reduce((most, { title }) => Math.max(most, title.length), 0);
  const value = (text: string): string =>
    wrap(text, Math.max(20, width - longest - 4)).replaceAll('\n', `\n${' '.repeat(longest + 4)}`);
  return rows
    .map(({ variant, cells }) => {
      const name =
        colours.bold(clean(variant?.name ?? '–')) +
        (variant?.label == null ? '' : ` ${colours.yellow(clean(variant.label))}`);
      return [
        name,
        ...cells.map(
          (cell, index) =>
            `  ${colours.dim((columns[index]?.title ?? '').padEnd(longest))}  ${value(clean(plainCell(cell)))}`,
        ),
      ].join('\n');
    })
    .join('\n');
}

const trimLines = (text: string): string =>
  text
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');

function troubles(context: ReportContext, colours: Colours, width: number): string {
  const entry = (symbol: string, what: string, ...details: readonly string[]): string =>
    [`${symbol} ${indent(what, width).slice(2)}`, ...details.map((detail) => indent(detail, width))].join(
      '\n',
    );
  const [caution, cross] = [colours.yellow('!'), colours.red('✗')];
  const times = (count: number): string => (count > 1 ? ` (${count}×)` : '');
  const lost = context.variants.flatMap(({ name, status }) =>
    status.state === 'measured'
      ? []
      : [
          entry(
            caution,
            `${name} ${status.state === 'unavailable' ? 'cannot run here' : 'failed'}: ${status.reason}`,
            `fix: ${status.hint}`,
          ),
        ],
  );
  const warned = context.input.summary.warnings.map(({ message, advice, count }) =>
    entry(caution, message + times(count), advice),
  );
  const groups = failureGroups(context);
  const failed = groups
    .slice(0, 5)
    .map(({ variant, where, what, count }) => entry(cross, `${variant}, ${where}${times(count)}`, what));
  const more =
    groups.length > 5 ? [colours.dim(`  and ${groups.length - 5} more kinds of failure, in the report`)] : [];
  return [...lost, ...warned, ...failed, ...more].join('\n');
}

const indent = (text: string, width: number): string =>
  wrap(clean(text), width - 2)
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n');

function wrap(text: string, width: number): string {
  const lines: string[] = [''];
  for (const word of text.split(' ')) {
    const last = lines.at(-1)!;
    if (last !== '' && last.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return visible(lines.join('\n')); // a word that begins a line now may be an order to a build server
}

/** Control characters from names and messages could move the cursor or recolour the terminal. */
const clean = visibleLine;
