import { formatValue } from '../../../model/units.ts';
import type { ReportContext, ReportVariant } from '../../../sections/context.ts';
import { formatInterval } from '../../../sections/estimate.ts';
import {
  aggressorsOf,
  armsOf,
  armTitle,
  atHighestDose,
  slowdownInterval,
  slowdowns,
  worstOf,
  type Slowdown,
} from '../../figures/interference.ts';
import type { MATRICES } from '../../tables/interference.ts';
import { html, type Html } from '../escape.ts';
import { variantName } from '../keys.ts';
import { scrollBox } from '../tables.ts';

/**
 * Lowest slowdown of each step of shading. The number stands in every cell, so the shade is only a guide for
 * the eye.
 */
const STEPS = [0, 1.1, 1.5, 3, 10, 30] as const;

/**
 * Aggressor × variant, the arms of a variant side by side: what its limits change is one step to the right.
 */
export function heatMap(
  context: ReportContext,
  { metric, caption }: (typeof MATRICES)[number],
): Html | undefined {
  const all = slowdowns(context, metric);
  const [aggressors, arms] = [aggressorsOf(all), armsOf(all)];
  const variants = context.variants.filter(({ name }) => all.some(({ variant }) => variant === name));
  if (variants.length === 0) return undefined;
  const shaded = metric !== 'interference.recovery';
  const columns = variants.flatMap((variant) => arms.map((arm) => ({ variant, arm })));
  const rows = aggressors.map((aggressor) => {
    const doses = [
      ...new Set(
        columns.flatMap(({ variant, arm }) => atHighestDose(all, variant.name, aggressor, arm)?.dose ?? []),
      ),
    ];
    const cells = columns.map(({ variant, arm }) =>
      cell(
        atHighestDose(all, variant.name, aggressor, arm),
        shaded ? worstOf(all, variant.name, arm) : undefined,
        arm === arms[0],
        shaded,
      ),
    );
    return html`<tr><th scope="row">${aggressor}${doses.length === 0 ? undefined : html`<span class="unit">${doses.map((dose) => `× ${dose}`).join(', ')}</span>`}</th>${cells}</tr>
`;
  });
  return scrollBox(
    caption,
    html`<table class="heat"><caption>${caption}</caption>
<thead><tr><th scope="col"${arms.length > 1 ? html` rowspan="2"` : undefined}>Neighbours do<span class="unit">how many of them</span></th>${variants.map((variant) => variantHead(variant, arms.length))}</tr>
${arms.length > 1 ? html`<tr>${columns.map(({ arm }) => html`<th scope="col" class="number${arm === arms[0] ? ' first' : ''}">${armTitle(arm)}</th>`)}</tr>` : undefined}</thead><tbody>${rows}</tbody></table>`,
  );
}

function variantHead(variant: ReportVariant, arms: number): Html {
  return html`<th scope="colgroup" colspan="${arms}" class="first">${variantName(variant)}</th>`;
}

function cell(
  slowdown: Slowdown | undefined,
  worst: Slowdown | undefined,
  first: boolean,
  shaded: boolean,
): Html {
  const edge = first ? ' first' : '';
  if (slowdown === undefined)
    return html`<td class="number${edge}"><span class="none" title="not measured, or not testable: see the warnings">–</span></td>`;
  const { value, ci95, unit } = slowdown.estimate;
  const times = unit === 'ratio' ? '×' : '';
  const isWorst = worst === slowdown;
  const step = shaded ? ` h${STEPS.findLastIndex((low) => value >= low)}` : '';
  const figure = `${formatValue(value, unit)}${times}`;
  const interval =
    ci95 === null
      ? undefined
      : html`<span class="ci">${unit === 'ratio' ? slowdownInterval(ci95) : formatInterval(ci95, unit)}</span>`;
  return html`<td class="number${edge}${step}">${isWorst ? html`<strong title="worst neighbour of this column">${figure}<span class="worst"> ◀</span></strong>` : figure}${interval}</td>`;
}

export function heatKey(): Html {
  const names = STEPS.map((low, step) => {
    const next = STEPS[step + 1];
    return step === 0 ? `below ${next}×` : next === undefined ? `${low}× and more` : `${low}–${next}×`;
  });
  return html`<ul class="legend heat-key">${names.map((name, step) => html`<li><span class="swatch h${step}"></span>${name}</li>`)}<li>◀ worst of its column</li></ul>`;
}
