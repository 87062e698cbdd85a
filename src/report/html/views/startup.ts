import { formatDuration } from '../../../model/units.ts';
import type { ReportContext, ReportVariant } from '../../../sections/context.ts';
import { READY } from '../../figures/glance.ts';
import { startupPoints } from '../../figures/launches.ts';
import { describePoint, estimateAt, pointKey, pointsOf, warmth, type Point } from '../../../sections/select.ts';
import { phaseTable, startupTable } from '../../tables/startup.ts';
import { html, type Html } from '../escape.ts';
import { capital, folded, starred } from '../wording.ts';
import { svgFigure } from '../figures.ts';
import { intervalSvg, type IntervalGroup } from '../svg/intervals.ts';
import type { View } from '../view.ts';
import { phaseFigure } from './phases.ts';
import { readinessCharts } from './readiness.ts';

export function startupView(context: ReportContext): View | undefined {
  const points = startupPoints(context);
  if (points.length === 0 && pointsOf(context, READY).length === 0) return undefined;
  const charts = readinessCharts(context, points);
  return {
    id: 'startup',
    title: 'Startup',
    body: html`<p>How long from asking for an instance until its workload says that it is ready, on one host clock for every variant.</p>
${readyFigure(context) ?? html`<p><strong>No launch became ready,</strong> so there are no times; the failures are listed below.</p>`}${folded('Ready, makespan and rate at every density and concurrency', startupTable(context))}${phaseFigure(context, points)}${folded('Phases at every density and concurrency', phaseTable(context))}${charts.body}`,
    charts: charts.charts,
  };
}

function readyFigure(context: ReportContext): Html | undefined {
  const groups = chosen(pointsOf(context, READY)).flatMap((point): IntervalGroup[] => {
    const rows = context.variants.flatMap((variant: ReportVariant) => {
      const estimate = estimateAt(context, READY, variant.name, point);
      return estimate === undefined ? [] : [{ variant, estimate }];
    });
    return rows.length === 0 ? [] : [{ title: capital(describePoint(point)), rows }];
  });
  if (groups.length === 0) return undefined;
  const fastest = groups
    .flatMap(({ rows }) => rows.map(({ estimate }) => estimate.value))
    .reduce((least, value) => Math.min(least, value));
  return svgFigure(
    {
      title: 'Time to ready',
      note: html`The symbol is the mean over rounds, the bar its 95% interval; each dot below it is one round’s p50. The axis is logarithmic: equal distances are equal ratios.${starred(context)}`,
      description: `Time to ready by variant, from ${formatDuration(fastest)} up. The table below has the figures.`,
    },
    (width, description) =>
      intervalSvg(
        { groups, axis: 'Time to ready, p50 (log scale)', unit: 'ms', scale: 'log', description },
        width,
      ),
  );
}

/** The cold starts, the lightest and the heaviest load; the table has the points between. */
function chosen(points: readonly Point[]): Point[] {
  const warm = points.filter((point) => warmth(point) === 2);
  const picked = [...points.filter((point) => warmth(point) < 2), warm[0], warm.at(-1)].filter(
    (point) => point !== undefined,
  );
  return [...new Map(picked.map((point) => [pointKey(point), point])).values()];
}
