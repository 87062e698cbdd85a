import type { Driver } from '../drivers/driver.ts';
import type { Experiment, HostWitness } from '../experiments/experiment.ts';
import type { Clock } from '../host/clock.ts';
import { IsodenseError } from '../model/errors.ts';
import type { RunEvent } from '../model/events.ts';
import type { VariantManifest } from '../model/manifest.ts';
import type { Plan } from '../model/plan.ts';
import type { Scenario, Variant, Workload } from '../model/scenario.ts';
import { executePlan } from './execute.ts';
import type { WatchRound } from './watched-round.ts';
import { endsWhenInterrupted } from './interruption.ts';
import { preflight } from './preflight.ts';
import { memoryReserve } from './reserve.ts';
import type { TakeControl } from './host-control.ts';
import type { Earlier } from './resume.ts';
import { Sessions, type Images } from './sessions.ts';

export interface RunRequest {
  readonly scenario: Scenario;
  readonly experiments: readonly Experiment[];
  readonly driverOf: (name: string) => Driver;
  readonly images: Images;
  readonly builtinWorkload: Workload;
  /** Expands and orders the rounds of the variants that can run. */
  readonly planFor: (variants: readonly string[]) => Plan;
  /** Puts decoys on the host for experiments on what separates instances from it. */
  readonly openWitness?: () => Promise<HostWitness>;
  readonly watchRound: WatchRound;
  /** See ExecuteRequest. */
  readonly halfWidthOf?: (experiment: string) => number | undefined;
  readonly takeControl?: TakeControl;
  /** What a resumed run had done before: those rounds of the plan are not taken again. */
  readonly earlier?: Earlier | undefined;
  readonly clock: Clock;
  /** Zero of the run's time axis, on the clock. */
  readonly runStart: number;
  /** Any variant that cannot run makes the run impossible. */
  readonly requireAll: boolean;
  readonly signal: AbortSignal;
  readonly emit: (event: RunEvent) => void;
}

/**
 * Measures: checks every variant, plans for those that can run, executes the plan, and leaves the host as it
 * was. Everything is told through `emit`. Throws when nothing can run, and when something could not be
 * removed.
 */
export async function run(request: RunRequest): Promise<void> {
  const { scenario, signal, emit, clock } = request;
  await using sessions = new Sessions(request.images, (variant) => request.driverOf(variant.driver), clock);
  const launchMs = new Map<string, number>();
  const unavailable: VariantManifest[] = [];
  for (const variant of scenario.variants) {
    signal.throwIfAborted();
    emit({ kind: 'phase', phase: 'prepare', detail: `checking ${variant.name}` });
    const result = await endsWhenInterrupted(
      clock,
      signal,
      preflight(variant, request.driverOf(variant.driver), sessions, scenario.workload, clock, signal),
    );
    emit({ kind: 'checked', manifest: result.manifest, launchMs: result.launchMs });
    if (result.launchMs === undefined) unavailable.push(result.manifest);
    else launchMs.set(variant.name, result.launchMs);
  }
  refuseIfImpossible(unavailable, scenario.variants, request.requireAll);
  const plan = request.planFor([...launchMs.keys()]);
  emit({ kind: 'planned', plan });
  await executePlan({
    ...request,
    plan,
    sessions,
    unavailable: new Map(
      unavailable.map(({ name, status }) => [
        name,
        status.state === 'unavailable' ? status.reason : 'it cannot run',
      ]),
    ),
    wallsOf: async ({ driver, options }) => (await request.driverOf(driver).walls?.(options)) ?? [],
    reserveOf: memoryReserve,
  });
}

function refuseIfImpossible(
  unavailable: readonly VariantManifest[],
  variants: readonly Variant[],
  requireAll: boolean,
): void {
  const [first] = unavailable;
  if (first === undefined || (!requireAll && unavailable.length < variants.length)) return;
  const told = unavailable
    .map(({ name, status }) => (status.state === 'unavailable' ? `${name}: ${status.reason}` : name))
    .join('\n  ');
  throw new IsodenseError(
    'unavailable',
    `this host cannot run ${unavailable.length === variants.length ? 'any variant' : 'every variant, as --require-all asks'}:\n  ${told}`,
    {
      hint: first.status.state === 'unavailable' ? first.status.hint : 'see isodense doctor',
    },
  );
}
