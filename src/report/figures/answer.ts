import { formatNumber } from '../../model/units.ts';
import { fullName, shortName, type ReportContext } from '../../sections/context.ts';
import { formatInterval, inWords, type Estimate } from '../../sections/estimate.ts';
import { glance, type Glance, type GlanceRow } from './glance.ts';
import { describePoint } from '../../sections/select.ts';
import {
  boundarySentence,
  coexistenceSentence,
  interferenceSentence,
  reachedSentence,
} from './isolation-answer.ts';
import { tradeOff, type TradeOffPoint } from './trade-off.ts';

/** Below it a t interval over rounds is too wide and too fragile to judge by. */
const ROUNDS_FOR_A_VERDICT = 6;

/** More would be an essay, and the tables are right below. */
const MOST_SENTENCES = 5;

/**
 * Up to five sentences. How many ran and how well they were kept apart comes first where it was measured,
 * then what a GiB holds, start and CPU sharing as far as there is room; what limits the figures' worth is
 * always said.
 */
export function answer(context: ReportContext): readonly string[] {
  const overview = glance(context);
  const limits = [lossSentence(context, overview), roundsSentence(context)].filter(
    (sentence) => sentence !== undefined,
  );
  const all = [
    reachedSentence(context),
    interferenceSentence(context),
    coexistenceSentence(context),
    boundarySentence(context),
    tradeOffSentence(context),
    startupSentence(overview),
    sharingSentence(overview),
  ];
  const measured = all.filter((sentence) => sentence !== undefined);
  if (measured.length === 0)
    return [...limits, 'There is no figure to compare; warnings and failures below say why.'];
  return [...measured.slice(0, MOST_SENTENCES - limits.length), ...limits];
}

function tradeOffSentence(context: ReportContext): string | undefined {
  const { basis, points } = tradeOff(context);
  const start = `1 GiB of ${basis.title} fits`;
  if (points.length === 0) return undefined;
  const densest = (among: readonly TradeOffPoint[]): TradeOffPoint | undefined =>
    among.toSorted((a, b) => b.perGiB.value - a.perGiB.value)[0];
  const own = densest(points.filter(({ lane }) => lane === 'kernel'));
  const shared =
    densest(points.filter(({ lane }) => lane === 'hostname')) ??
    densest(points.filter(({ lane }) => lane === 'nothing'));
  if (own !== undefined && shared !== undefined) {
    const times =
      own.perGiB.value > shared.perGiB.value
        ? `${formatNumber(own.perGiB.value / shared.perGiB.value)}× as many`
        : `${formatNumber(shared.perGiB.value / own.perGiB.value)}× fewer`;
    return `${start} ${holds(shared)} of ${fullName(shared.variant)}, which shares the host’s kernel, or ${holds(own)} of ${fullName(own.variant)}, which has its own kernel (${times}).`;
  }
  const [first, last] = [densest(points)!, points.toSorted((a, b) => a.perGiB.value - b.perGiB.value)[0]!];
  const kernels =
    own !== undefined
      ? 'each has its own kernel'
      : shared !== undefined
        ? 'all share the host’s kernel'
        : 'whose kernel they run on was not recorded';
  if (first === last) return `${start} ${holds(first)} of ${fullName(first.variant)}.`;
  return `${start} ${holds(first)} of ${fullName(first.variant)} or ${holds(last)} of ${fullName(last.variant)}; ${kernels}.`;
}

function holds({ perGiB: { value, low, high } }: TradeOffPoint): string {
  if (low === null) return `${formatNumber(value)} instances`;
  const interval = high === null ? `at least ${formatNumber(low)}` : formatInterval([low, high], 'count');
  return `${formatNumber(value)} instances (95% interval ${interval})`;
}

function startupSentence({ rows, startupPoint }: Glance): string | undefined {
  const ready = rows.filter((row): row is GlanceRow & { ready: Estimate } => row.ready !== undefined);
  const reference = ready.find(({ variant }) => variant.isReference);
  const sorted = ready.toSorted((a, b) => a.ready.value - b.ready.value);
  const [fastest, slowest] = [sorted[0], sorted.at(-1)];
  if (fastest === undefined || slowest === undefined || startupPoint === undefined) return undefined;
  const start = `${shortName((reference ?? fastest).variant)} is ready in ${inWords((reference ?? fastest).ready)}`;
  const others = [...new Set([fastest, slowest])].filter((row) => row !== (reference ?? fastest));
  const compared = others.map((row) => {
    const over = row.readyOverReference;
    if (reference === undefined || over === undefined || over.ci95 === null)
      return `${shortName(row.variant)} in ${inWords(row.ready)}`;
    return `${shortName(row.variant)} ${timesAs(over.ratio, over.ci95)}`;
  });
  return `${[start, compared.join(', and ')].filter(Boolean).join('; ')}.`;
}

/**
 * Ratios below one are said the other way round: `94 times as fast` says more than `takes 0.011 times as
 * long`.
 */
function timesAs(ratio: number, [low, high]: readonly [number, number]): string {
  return ratio < 1
    ? `is ${formatNumber(1 / ratio)} times as fast (95% interval ${formatInterval([1 / high, 1 / low], 'ratio')})`
    : `takes ${formatNumber(ratio)} times as long (95% interval ${formatInterval([low, high], 'ratio')})`;
}

function sharingSentence({ rows, sharePoint, shareTitle }: Glance): string | undefined {
  const shares = rows
    .filter((row): row is GlanceRow & { share: Estimate } => row.share !== undefined)
    .sort((a, b) => b.share.value - a.share.value);
  const [best, worst] = [shares[0], shares.at(-1)];
  if (best === undefined || worst === undefined || sharePoint === undefined) return undefined;
  const where = describePoint(sharePoint);
  const what = shareTitle === 'Worst share' ? 'the worst-treated instance kept' : 'Jain’s fairness index was';
  const equal = shareTitle === 'Worst share' ? ' of an equal share' : '';
  const first = `With ${where}, ${what} ${inWords(worst.share)}${equal} in ${shortName(worst.variant)}`;
  return best === worst
    ? `${first}.`
    : `${first}, the least even, and ${inWords(best.share)} in ${shortName(best.variant)}, the most even.`;
}

function lossSentence(context: ReportContext, { rows }: Glance): string | undefined {
  const lost = context.variants.filter(({ status }) => status.state !== 'measured').map(({ name }) => name);
  const failing = rows
    .filter(({ failures }) => failures > 0)
    .map(
      ({ variant, failures, attempts }) =>
        `${failures === attempts ? `all ${attempts}` : `${failures} of ${attempts}`} launches of ${variant.name}`,
    );
  const parts = [
    ...(lost.length > 0 ? [`${lost.join(', ')} could not be measured here`] : []),
    ...(failing.length > 0 ? [`${failing.join(', ')} failed; they are counted, not dropped`] : []),
  ];
  return parts.length === 0 ? undefined : `${parts.join('; ')}.`;
}

function roundsSentence(context: ReportContext): string | undefined {
  // Ramps find their own way, so few of them pass the same density: how many ramps there were is what counts.
  const counts = context.input.summary.series
    .filter(({ experiment, metric }) => experiment !== 'density' || metric === 'density.reached')
    .map(({ rounds }) => rounds);
  if (counts.length === 0) return undefined;
  const fewest = counts.reduce((least, count) => Math.min(least, count));
  if (fewest >= ROUNDS_FOR_A_VERDICT) return undefined;
  const who = counts.every((count) => count === fewest) ? 'These figures rest' : 'Some figures rest';
  const have = fewest === 1 ? `${who} on one round, so they have no interval` : `${who} on ${fewest} rounds`;
  return `${have}: too few rounds for a verdict, which needs ${ROUNDS_FOR_A_VERDICT}.`;
}
