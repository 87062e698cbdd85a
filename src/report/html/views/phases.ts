import { formatDuration } from '../../../model/units.ts';
import type { ReportContext } from '../../../sections/context.ts';
import { phasesOf, startupRounds, type Phase } from '../../figures/launches.ts';
import { describePoint, type Point } from '../../../sections/select.ts';
import { html, type Html } from '../escape.ts';
import { svgFigure } from '../figures.ts';
import { starred } from '../wording.ts';
import { partsSvg, type PartsRow } from '../svg/parts.ts';

const NAMES: Readonly<Record<Phase['until'], string>> = {
  imageReady: 'until the image is in place',
  created: 'until created',
  started: 'until started',
  firstOutput: 'until first output',
  ready: 'until ready',
};
const STEPS = ['imageReady', 'created', 'started', 'firstOutput', 'ready'] as const;

/** Where the time of a launch goes, per variant; every row on a scale of its own. */
export function phaseFigure(context: ReportContext, points: readonly Point[]): Html | undefined {
  const point = points[0];
  if (point === undefined) return undefined;
  const rows = context.variants.flatMap(({ name, label }): PartsRow[] => {
    const phases = phasesOf(startupRounds(context, name, point));
    const total = phases.at(-1)?.toMs ?? 0;
    if (total <= 0) return [];
    const parts = phases.map(({ until, fromMs, toMs }) => ({
      name: NAMES[until],
      step: STEPS.indexOf(until),
      share: (toMs - fromMs) / total,
      text: formatDuration(toMs - fromMs),
    }));
    return [{ name, label, parts, total: formatDuration(total) }];
  });
  if (rows.length === 0) return undefined;
  const used = STEPS.filter((step) =>
    rows.some(({ parts }) => parts.some(({ name }) => name === NAMES[step])),
  );
  return html`${svgFigure(
    {
      title: 'Where the time goes',
      note: html`Median time between the marks of a launch, in the order in which they fell (${describePoint(point)}). Every row is drawn on its own scale; its total is at the right. A fast workload can speak before the engine’s start call returns.${starred(context)}`,
      description: `Phases of a launch for ${rows.map(({ name, total }) => `${name}, ${total}`).join('; ')}.`,
    },
    (width, description) =>
      html`${partsLegend(used.map((step) => [STEPS.indexOf(step), NAMES[step]]))}${partsSvg(rows, width, description)}`,
  )}`;
}

export function partsLegend(parts: readonly (readonly [step: number, name: string])[]): Html {
  return html`<ul class="legend">${parts.map(([step, name]) => html`<li><svg class="key" viewBox="0 0 14 14" width="14" height="14" aria-hidden="true"><rect class="part p${step}" width="14" height="14"/></svg> ${name}</li>`)}</ul>`;
}
