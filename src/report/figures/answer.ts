import { formatNumber } from '../../model/units.ts';
import { fullName, type ReportContext } from '../../sections/context.ts';
import type { Answer } from '../../sections/section.ts';
import { axisOf, boundedInterval, type LanePoint } from '../../sections/trade-off.ts';
import { axesOf, type Report } from '../compose.ts';
import { launchCounts } from './glance.ts';
import { lanePoints } from './trade-off.ts';

/** Below it a t interval over rounds is too wide and too fragile to judge by. */
const ROUNDS_FOR_A_VERDICT = 6;

/** More would be an essay, and the tables are right below. */
const MOST_SENTENCES = 5;

/**
 * Up to five sentences: the most important answers of the experiments, as far as there is room; what limits
 * the figures' worth is always said.
 */
export function answer(report: Report): readonly string[] {
  const { context, contributions } = report;
  const limits = [lossSentence(context), roundsSentence(context)].filter(
    (sentence) => sentence !== undefined,
  );
  const answers = [...contributions.flatMap(({ answers: own }) => own), ...tradeOffAnswer(report)]
    .toSorted((a, b) => b.importance - a.importance)
    .map(({ text }) => text);
  if (answers.length === 0)
    return [...limits, 'There is no figure to compare; warnings and failures below say why.'];
  return [...answers.slice(0, MOST_SENTENCES - limits.length), ...limits];
}

/** What a GiB holds, beside whose kernel the instances run on. */
function tradeOffAnswer(report: Report): Answer[] {
  const points = lanePoints(report);
  const memory = axisOf(axesOf(report), 'memory');
  if (points.length === 0 || memory === undefined) return [];
  const start = `1 GiB of ${memory.title} fits`;
  const densest = (among: readonly LanePoint[]): LanePoint | undefined =>
    among.toSorted((a, b) => b.perGiB.value - a.perGiB.value)[0];
  const own = densest(points.filter(({ lane }) => lane === 'kernel'));
  const shared =
    densest(points.filter(({ lane }) => lane === 'hostname')) ??
    densest(points.filter(({ lane }) => lane === 'nothing'));
  const answerOf = (text: string, ...rest: readonly LanePoint[]): Answer[] => [
    { text: `${start} ${text}.`, importance: 50, estimates: rest.map((point) => point.memory) },
  ];
  if (own !== undefined && shared !== undefined) {
    const times =
      own.perGiB.value > shared.perGiB.value
        ? `${formatNumber(own.perGiB.value / shared.perGiB.value)}× as many`
        : `${formatNumber(shared.perGiB.value / own.perGiB.value)}× fewer`;
    return answerOf(
      `${holds(shared)}, which shares the host’s kernel, or ${holds(own)}, which has its own kernel (${times})`,
      shared,
      own,
    );
  }
  const [first, last] = [densest(points)!, points.toSorted((a, b) => a.perGiB.value - b.perGiB.value)[0]!];
  if (first === last) return answerOf(holds(first), first);
  const kernels =
    own !== undefined
      ? 'each has its own kernel'
      : shared !== undefined
        ? 'all share the host’s kernel'
        : 'whose kernel they run on was not recorded';
  return answerOf(`${holds(first)} or ${holds(last)}; ${kernels}`, first, last);
}

function holds({ variant, perGiB: density }: LanePoint): string {
  const interval = boundedInterval(density);
  return `${formatNumber(density.value)} instances${interval === undefined ? '' : ` (95% interval ${interval})`} of ${fullName(variant)}`;
}

function lossSentence(context: ReportContext): string | undefined {
  const lost = context.variants.filter(({ status }) => status.state !== 'measured').map(({ name }) => name);
  const failing = context.variants.flatMap(({ name }) => {
    const { attempts, failures } = launchCounts(context, name);
    if (failures === 0) return [];
    return [
      `${failures === attempts ? `all ${attempts}` : `${failures} of ${attempts}`} launches of ${name}`,
    ];
  });
  const parts = [
    ...(lost.length > 0 ? [`${lost.join(', ')} could not be measured here`] : []),
    ...(failing.length > 0 ? [`${failing.join(', ')} failed; they are counted, not dropped`] : []),
  ];
  return parts.length === 0 ? undefined : `${parts.join('; ')}.`;
}

function roundsSentence({ input }: ReportContext): string | undefined {
  // Not every round of a ramp passes the same density: how many ramps there were is what counts.
  const sparse = new Set(input.metrics.filter((metric) => metric.sparse === true).map(({ name }) => name));
  const counts = input.summary.series.filter(({ metric }) => !sparse.has(metric)).map(({ rounds }) => rounds);
  if (counts.length === 0) return undefined;
  const fewest = counts.reduce((least, count) => Math.min(least, count));
  if (fewest >= ROUNDS_FOR_A_VERDICT) return undefined;
  const who = counts.every((count) => count === fewest) ? 'These figures rest' : 'Some figures rest';
  const have = fewest === 1 ? `${who} on one round, so they have no interval` : `${who} on ${fewest} rounds`;
  return `${have}: too few rounds for a verdict, which needs ${ROUNDS_FOR_A_VERDICT}.`;
}
