import { answer } from '../../figures/answer.ts';
import type { ReportContext, ReportVariant } from '../../../sections/context.ts';
import { glance, glanceNote } from '../../figures/glance.ts';
import { armTitle } from '../../figures/interference.ts';
import { isolationPlane } from '../../figures/isolation-plane.ts';
import { describePoint } from '../../../sections/select.ts';
import { tradeOff } from '../../figures/trade-off.ts';
import { glanceTable } from '../../tables/glance.ts';
import { html, type Html } from '../escape.ts';
import { variantName } from '../keys.ts';
import { NARROW_PLANE, planeSvg, WIDE_PLANE } from '../svg/plane.ts';
import { NARROW, WIDE, tradeOffSvg } from '../svg/trade-off.ts';
import { dataTable } from '../tables.ts';

/** The first screen: what the trade-off is here, in words, in one picture and in one table. */
export function answerView(context: ReportContext): Html {
  const [lead, ...rest] = answer(context);
  const drawn = picture(context);
  return html`<section id="answer" class="${drawn === undefined ? 'words-only' : 'first-screen'}" aria-label="Answer">
<div class="answer"><p class="lead">${sentence(lead ?? '')}</p>${rest.map((one) => html`<p>${sentence(one)}</p>`)}${drawn === undefined ? html`<p class="note">No picture of density against isolation: no variant has a figure for memory per instance. The memory or the density experiment gives one.</p>` : undefined}</div>
${drawn}
</section>
<section class="glance" aria-label="The variants at a glance">${dataTable(glanceTable(context), lostRows(context))}<p class="note">${glanceNote(glance(context))}</p></section>`;
}

/** Intervals step back a little, so that the figures can be read in one go. */
function sentence(text: string): Html {
  return html`${text.split(/(\(95% interval [^)]*\))/).map((part, index) => (index % 2 === 1 ? html`<span class="aside">${part}</span>` : part))}`;
}

function picture(context: ReportContext): Html | undefined {
  return measuredPlane(context) ?? observedLanes(context);
}

function measuredPlane(context: ReportContext): Html | undefined {
  const plane = isolationPlane(context);
  if (plane === undefined) return undefined;
  const missing = without(context, plane.points);
  const description = `Scatter plot of ${plane.across === 'reached' ? 'instances that ran at the same time' : 'instances per GiB'} against the slowdown of a victim beside its worst neighbour, for ${plane.points.map(({ variant }) => variant.name).join(', ')}. The tables below have the figures.`;
  const [solid, hollow] = plane.arms.map(armTitle);
  const arms = plane.points.every(({ otherArm }) => otherArm === undefined)
    ? ''
    : `Solid marks: neighbours ${solid}; hollow: ${hollow}. `;
  const reached =
    plane.across === 'reached'
      ? 'An arrow to the right: the ramp ended at what was asked for, so more may fit. '
      : '';
  return html`<figure class="trade-off"><h2>Density against isolation</h2>
<div class="wide">${planeSvg(plane, WIDE_PLANE, description)}</div><div class="narrow">${planeSvg(plane, NARROW_PLANE, description)}</div>
<figcaption>Better is right and up. ${arms}${reached}${plane.across === 'per GiB' && plane.basis.reason !== undefined ? `Density is calculated from attributed memory, because ${plane.basis.reason}. ` : ''}Crosses are 95% intervals${plane.across === 'reached' ? ' upwards, and what the ramp left open across' : ''}; the dashed Pareto line joins variants that no other beats, differences inside the intervals counting as ties.${plane.points.some(({ boundary }) => boundary !== undefined) ? ' ✗ counts the boundary checks that leaked, ◐ those that found the host’s own, shared by design.' : ''}${missing.length > 0 ? ` Without both figures, so not shown: ${missing.join(', ')}.` : ''}</figcaption></figure>`;
}

function without(context: ReportContext, points: readonly { readonly variant: ReportVariant }[]): string[] {
  return context.variants
    .filter(
      ({ name, status }) =>
        status.state === 'measured' && !points.some(({ variant }) => variant.name === name),
    )
    .map(({ name }) => name);
}

function observedLanes(context: ReportContext): Html | undefined {
  const figures = tradeOff(context);
  if (figures.points.length === 0) return undefined;
  const share =
    figures.shareMetric === 'sharing.jain'
      ? 'Jain’s fairness index'
      : 'the share of equal treatment that the worst-treated instance kept';
  const inLane =
    figures.sharePoint === undefined
      ? 'CPU sharing was not measured, so height inside a lane means nothing.'
      : `Height inside a lane is ${share}, from 0 to 1 (${describePoint(figures.sharePoint)}).`;
  const missing = without(context, figures.points);
  const description = `Scatter plot of density against isolation for ${figures.points.map(({ variant }) => variant.name).join(', ')}. The table below has the figures.`;
  return html`<figure class="trade-off"><h2>Density against isolation</h2>
<div class="wide">${tradeOffSvg(figures, WIDE, description)}</div><div class="narrow">${tradeOffSvg(figures, NARROW, description)}</div>
<figcaption>Better is right and up. A lane is what instances were seen to have of their own. ${inLane} ${figures.basis.reason === undefined ? '' : `Density is calculated from attributed memory, because ${figures.basis.reason}. `}Crosses are 95% intervals; the dashed Pareto line joins variants that no other beats, differences inside the intervals counting as ties.${missing.length > 0 ? ` Without a positive memory figure, so not shown: ${missing.join(', ')}.` : ''}</figcaption></figure>`;
}

/** Variants without figures stay in the table: leaving them out would read as if nobody had asked. */
function lostRows(context: ReportContext): Html | undefined {
  const lost = context.variants.filter(({ status }) => status.state !== 'measured');
  if (lost.length === 0) return undefined;
  return html`${lost.map((variant) => {
    const { status } = variant;
    if (status.state === 'measured') return undefined;
    return html`<tr class="lost"><th scope="row">${variantName(variant)}</th><td colspan="${glanceTable(context).columns.length || 1}"><strong>${status.state === 'unavailable' ? 'Cannot run here' : 'Failed'}</strong>: ${status.reason}. <span class="fix">Fix: ${status.hint}.</span></td></tr>`;
  })}`;
}
