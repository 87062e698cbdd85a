import { formatBytes } from '../../model/units.ts';
import { fullName, type ReportContext } from '../../sections/context.ts';
import type { Answer, ExperimentReport } from '../../sections/section.ts';
import { byVariant, figuresOf } from '../../sections/select.ts';
import type { Axis, Bounded } from '../../sections/trade-off.ts';
import { capital, listed } from '../../sections/words.ts';
import { memoryChart, readyChart } from './charts.ts';
import { densityMetrics, LATENCY_LIMIT } from './metrics.ts';
import { liesBeyond, memoryReserve, ramps, type Ramp } from './ramps.ts';
import { densityTable, rampTable, shortDensityTable } from './tables.ts';

export const densityReport: ExperimentReport = {
  sections: (context) => {
    if (ramps(context).length === 0) return [];
    const reserve = memoryReserve(context);
    const reserved =
      reserve === undefined ? '' : ` ${formatBytes(reserve)} of memory had to stay free for the host.`;
    return [
      {
        id: 'density',
        title: 'Density',
        blocks: [
          {
            kind: 'note',
            text: `Instances were added in growing steps until a rule or a limit stopped the ramp; halving the last step then narrowed down the answer.${reserved}`,
          },
          { kind: 'table', table: densityTable(context) },
          { kind: 'table', table: shortDensityTable(context), media: ['terminal'] },
          {
            kind: 'note',
            size: 'small',
            text: '“Ran” held in every round; “did not hold” was stopped in at least one, so the answer lies between. A forecast extends the fitted line of memory to the reserve: that many instances were not measured, and another limit may come first.',
          },
          ...readyChart(context),
          { kind: 'table', table: rampTable(context), media: ['document'] },
          ...memoryChart(context),
        ],
      },
    ];
  },
  answers,
  axes: (context) => {
    const figures = figuresOf(context, densityMetrics);
    const reached = ramps(context).flatMap((ramp) => {
      const bounds = reachedBounds(ramp);
      return bounds === undefined ? [] : [[ramp.variant, bounds] as const];
    });
    const axes: Axis[] = [
      { kind: 'reached', of: new Map(reached) },
      {
        kind: 'memory',
        of: byVariant(figures.rowsAtTop('density.memoryPerInstance')),
        title: 'host memory',
        note: 'Memory: the marginal cost to the host of one more instance.',
        reason: undefined,
        fallback: true,
      },
    ];
    return axes.filter(({ of }) => of.size > 0);
  },
  comparedFigures: (context) => [
    {
      metric: 'density.reached',
      title: 'Instances that ran at the same time',
      point: figuresOf(context, densityMetrics).heaviest('density.reached'),
    },
  ],
};

/** How many ran at the same time, most first, then what stopped one more. */
function answers(context: ReportContext): Answer[] {
  const all = ramps(context).toSorted((a, b) => b.interval[0] - a.interval[0]);
  if (all.length === 0) return [];
  const ran = all.map((ramp, index) => {
    const [held] = ramp.interval;
    const noun = index > 0 ? '' : held === 1 ? ' instance' : ' instances';
    return `${liesBeyond(ramp) ? 'at least ' : ''}${held}${noun} of ${fullName(ramp.of)}`;
  });
  const stopped = all.filter((ramp) => !liesBeyond(ramp));
  const limitOf = ({ boundBy }: Ramp): string => boundBy[0] ?? 'unknown';
  const fits = `this host fits ${listed(ran, 'or')}.`;
  if (stopped.length === all.length && stopped.every((ramp) => limitOf(ramp) === LATENCY_LIMIT))
    return [{ text: `At your latency limit ${fits}`, importance: 90, estimates: [] }];
  const limits = [...new Set(stopped.map(limitOf))].map((limit) => {
    const bound = stopped.filter((ramp) => limitOf(ramp) === limit);
    return `${limit} (${bound.map(({ variant }) => variant).join(', ')})`;
  });
  const reached = limits.length === 0 ? '' : ` Limits reached: ${limits.join(', ')}.`;
  return [{ text: `${capital(fits)}${reached}`, importance: 90, estimates: [] }];
}

function reachedBounds(ramp: Ramp): Bounded | undefined {
  const [held, stopped] = ramp.interval;
  if (held <= 0) return undefined;
  const isOpen = stopped === null || liesBeyond(ramp);
  return { value: held, low: held, high: isOpen ? null : Math.max(held, stopped - 1) };
}
