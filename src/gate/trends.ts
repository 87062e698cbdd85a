import type { BaselineSession } from '../model/baseline.ts';
import type { ComparedSource, Trend, TrendPoint, TrendStep } from '../model/comparison.ts';
import { own } from '../model/own.ts';
import { cellKey } from '../model/plan.ts';
import type { Series } from '../model/summary.ts';
import type { Testbed } from '../model/testbed.ts';
import { intervalOf } from '../stats/t-estimate.ts';
import { compareWithBound, compareWithSessions, fromScale } from './compared.ts';
import { decide, regressionRegion } from './decide.ts';
import { speaksOf, type RuleOf } from './rules.ts';
import { controlMovedSince } from './reliability.ts';
import { compareTestbeds, listDifferences } from './testbeds.ts';

type Rule = RuleOf<'regression'>;

interface Session extends BaselineSession {
  readonly letter: string;
  readonly testbed: Testbed;
}

/**
 * Every series that the rules speak of and the newest run has, over all sessions in the order of time; the
 * host control last.
 */
export function trendsOf(sources: readonly ComparedSource[], rules: readonly Rule[]): Trend[] {
  const sessions = inOrder(sources);
  const newest = sources.findLast(({ run }) => run !== null)?.run?.summary;
  if (newest === undefined) return [];
  const order = newest.variants.filter(({ twinOf }) => twinOf === undefined).map(({ name }) => name);
  const figures = order
    .flatMap((name) => newest.series.filter(({ variant }) => variant === name))
    .flatMap((series): Trend[] => {
      const rule = rules.find(
        (candidate) =>
          speaksOf(candidate, series) && (candidate.of === undefined || candidate.of === series.variant),
      );
      if (rule === undefined) return [];
      const { experiment, variant, density, parameters, metric, unit } = series;
      const walk = walked(
        sessions,
        (session) => observationsOf(series, session),
        (values, since, session) => stepOf(values, since, session, series, rule),
      );
      return [{ experiment, variant, density, parameters, metric, unit, points: walk }];
    });
  return [...figures, ...controlTrends(sessions)];
}

/** What should not move at all: beside a step of a figure it says whether the host took one. */
function controlTrends(sessions: readonly Session[]): Trend[] {
  const metrics = [...new Set(sessions.flatMap(({ controls }) => Object.keys(controls)))].sort();
  return metrics.map((metric) => ({
    experiment: 'host',
    variant: '',
    density: 0,
    parameters: {},
    metric,
    unit: 'ms',
    points: walked(
      sessions,
      ({ controls }) => own(controls, metric) ?? [],
      () => null,
    ),
  }));
}

function inOrder(sources: readonly ComparedSource[]): Session[] {
  const all = sources.flatMap(({ letter, testbed, sessions }) =>
    sessions.map((session): Session => ({ ...session, letter, testbed })),
  );
  return all.sort((a, b) => (a.startedAt < b.startedAt ? -1 : 1));
}

interface Earlier {
  readonly session: Session;
  readonly values: readonly number[];
}

/** A point for each session that has the figure; each is compared with those since the last step. */
function walked(
  sessions: readonly Session[],
  valuesOf: (session: Session) => readonly number[],
  step: (values: readonly number[], since: readonly Earlier[], session: Session) => TrendStep | null,
): TrendPoint[] {
  let since: Earlier[] = [];
  return sessions.flatMap((session): TrendPoint[] => {
    const values = valuesOf(session);
    if (values.length === 0) return [];
    const taken = step(values, since, session);
    since = taken === null ? [...since, { session, values }] : [{ session, values }];
    const { scale, candidate, estimate } = compareWithBound(values);
    const [low, high] =
      estimate === undefined ? [] : intervalOf(estimate).map((end) => fromScale(scale, end));
    return [
      {
        letter: session.letter,
        runId: session.runId,
        startedAt: session.startedAt,
        value: candidate,
        ci95: low === undefined || high === undefined ? null : [low, high],
        rounds: values.length,
        step: taken,
      },
    ];
  });
}

function observationsOf(series: Series, { series: all }: Session): readonly number[] {
  const key = cellKey(series);
  return all.find((one) => one.metric === series.metric && cellKey(one) === key)?.observations ?? [];
}

function stepOf(
  values: readonly number[],
  since: readonly Earlier[],
  session: Session,
  { better }: Series,
  rule: Rule,
): TrendStep | null {
  const before = since.at(-1);
  if (before === undefined) return null;
  const decisive = compareTestbeds(session.testbed, before.session.testbed).filter(
    (difference) => difference.decisive,
  );
  if (decisive.length > 0) return { kind: 'testbed', facts: listDifferences(decisive) };
  const compared = compareWithSessions(
    values,
    since.map((earlier) => earlier.values),
  );
  if (compared?.estimate === undefined) return null;
  const region = regressionRegion(rule, better, compared);
  const word = decide(compared.estimate, region);
  if (word !== 'regressed' && word !== 'improved') return null;
  const hostMoved =
    controlMovedSince(
      session.controls,
      since.map((earlier) => earlier.session),
      region.tolerance,
    ) !== undefined;
  return {
    kind: word,
    change: fromScale(compared.scale, compared.centre),
    isRatio: compared.scale === 'log',
    sessions: since.length,
    hostMoved,
  };
}
