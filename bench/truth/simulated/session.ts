import { startupMetrics } from '../../../src/experiments/startup/metrics.ts';
import type { Plan } from '../../../src/model/plan.ts';
import { SEED_LIMIT, type Random } from '../../../src/model/random.ts';
import type { ControlSummary, Series, Summary, VariantSummary } from '../../../src/model/summary.ts';
import { planRun } from '../../../src/scenario/plan.ts';
import { median } from '../../../src/stats/quantile.ts';

/** What is true in a simulated session. Spreads and effects are on logarithms: 0.05 is about 5%. */
export interface World {
  readonly rounds: number;
  /** Launched together in a round; a round's value is their median. */
  readonly instances: number;
  readonly instanceSpread: number;
  /** What all instances of one round have in common. */
  readonly roundSpread: number;
  /** What all rounds of one session have in common: the host is a little different every day. */
  readonly sessionSpread: number;
  /** Candidate ÷ reference. */
  readonly effect: number;
  /** Of the host, from the first round of the session to the last. */
  readonly drift: number;
  /** Twin ÷ reference: 0 unless the harness is at fault. */
  readonly twinShift: number;
  /** Host control before rounds of the candidate ÷ host control before all others. */
  readonly controlShift: number;
  readonly order: 'mirrored' | 'blocked';
  /** Independent metrics, each with a gate. */
  readonly metrics: number;
}

/** Rounds of 20 launches on a fairly quiet host, nothing changed. */
export const QUIET: World = {
  rounds: 8,
  instances: 20,
  instanceSpread: 0.1,
  roundSpread: 0.03,
  sessionSpread: 0,
  effect: 0,
  drift: 0,
  twinShift: 0,
  controlShift: 0,
  order: 'mirrored',
  metrics: 1,
};

/** Rounds whose values are lognormal with exactly this spread, as the analytic formulas assume. */
export function plainRounds(spread: number): World {
  return { ...QUIET, instances: 1, instanceSpread: 0, roundSpread: spread };
}

export const REFERENCE = 'reference';
export const CANDIDATE = 'candidate';
export const TWIN = 'twin';
const NAMES = [REFERENCE, CANDIDATE, TWIN];
const EXPERIMENT = 'startup';
const METRICS = Object.entries(startupMetrics).flatMap(([name, { better }]) =>
  better === 'lower' ? [name] : [],
);
const TYPICAL_MS = 200;
/** The control does fixed work, so its readings hardly vary. */
const CONTROL_SPREAD = 0.02;

type Better = Series['better'];

/** A session of three variants, as `summarise` would give it: the order of a real plan, and drawn values. */
export function simulateSession(world: World, random: Random, better: Better = 'lower'): Summary {
  const order = orderOf(world, random);
  const session = world.sessionSpread * normal(random);
  const metrics = Array.from({ length: world.metrics }, (_, index) => metricName(index));
  return {
    schemaVersion: 1,
    scenario: 'simulated',
    reference: REFERENCE,
    variants: NAMES.map(variantOf),
    series: metrics.flatMap((metric) =>
      NAMES.map((name) => seriesOf(metric, name, order, session, world, random, better)),
    ),
    comparisons: [],
    identities: [],
    controls: [controlOf(order, world, random)],
    warnings: [],
  };
}

/** A name of the catalogue. The values are drawn independently, whatever it measures. */
export function metricName(index: number): string {
  const name = METRICS[index];
  if (name === undefined) throw new Error(`expected at most ${METRICS.length} metrics, got ${index + 1}`);
  return name;
}

/** Variant and repetition of each round, in time. */
type Order = readonly { readonly variant: string; readonly repetition: number }[];

function orderOf({ rounds, order }: World, random: Random): Order {
  const cells = NAMES.map((variant) => ({ experiment: EXPERIMENT, variant, density: 1, parameters: {} }));
  const plan: Plan = planRun([{ name: EXPERIMENT, rounds, cells }], Math.floor(random() * SEED_LIMIT));
  const planned = plan.rounds.map(({ cell, repetition }) => ({ variant: cell.variant, repetition }));
  // All rounds of one variant, then all of the next: the order that a plan must not have.
  return order === 'mirrored'
    ? planned
    : planned.toSorted((a, b) => NAMES.indexOf(a.variant) - NAMES.indexOf(b.variant));
}

function seriesOf(
  metric: string,
  variant: string,
  order: Order,
  session: number,
  world: World,
  random: Random,
  better: Better,
): Series {
  const shift = variant === CANDIDATE ? world.effect : variant === TWIN ? world.twinShift : 0;
  const own = order.flatMap((round, position) =>
    round.variant === variant
      ? [{ repetition: round.repetition, drift: (world.drift * position) / (order.length - 1) }]
      : [],
  );
  const observations = own.map(({ drift }) => roundValue(session + shift + drift, world, random));
  return {
    experiment: EXPERIMENT,
    variant,
    density: 1,
    parameters: {},
    metric,
    unit: 'ms',
    better,
    rounds: observations.length,
    observations,
    repetitions: own.map(({ repetition }) => repetition),
    median: median(observations)!,
    mean: observations.reduce((sum, value) => sum + value, 0) / observations.length,
    ci95: null,
    attempts: world.instances * world.rounds,
    failures: 0,
  };
}

function roundValue(level: number, world: World, random: Random): number {
  return median(instanceValues(level, world, random))!;
}

/** Launch times of the instances of one round, ms. */
export function instanceValues(
  level: number,
  { instances, instanceSpread, roundSpread }: World,
  random: Random,
): number[] {
  const round = level + roundSpread * normal(random);
  return Array.from(
    { length: instances },
    () => TYPICAL_MS * Math.exp(round + instanceSpread * normal(random)),
  );
}

function controlOf(order: Order, { controlShift }: World, random: Random): ControlSummary {
  const readings = order.map(({ variant, repetition }, round) => ({
    round,
    repetition,
    experiment: EXPERIMENT,
    variant,
    value: 10 * Math.exp((variant === CANDIDATE ? controlShift : 0) + CONTROL_SPREAD * normal(random)),
  }));
  return { metric: 'host.control.work', unit: 'ms', readings };
}

function variantOf(name: string): VariantSummary {
  return {
    name,
    driver: 'fake',
    status: { state: 'measured' },
    versions: {},
    label: null,
    configuration: {},
    ...(name === TWIN ? { twinOf: REFERENCE } : {}),
  };
}

/** Standard normal by Box & Muller, Annals of Mathematical Statistics 29 (1958). */
function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
