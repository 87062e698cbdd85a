import type { Driver } from '../drivers/driver.ts';
import type { Experiment } from '../experiments/experiment.ts';
import { IsodenseError } from '../model/errors.ts';
import type { VariantManifest } from '../model/manifest.ts';
import type { Plan } from '../model/plan.ts';
import type { Scenario, Variant, Workload } from '../model/scenario.ts';
import type { RunEnvironment } from './environment.ts';
import { executePlan } from './execute.ts';
import { endsWhenInterrupted } from './interruption.ts';
import { preflight } from './preflight.ts';
import type { Earlier } from './earlier.ts';
import { Sessions, type Images } from './sessions.ts';

/** What is to be measured. */
export interface RunRequest {
  readonly scenario: Scenario;
  readonly experiments: readonly Experiment[];
  readonly driverOf: (name: string) => Driver;
  readonly images: Images;
  readonly builtinWorkload: Workload;
  /** Expands and orders the rounds of the variants that can run. */
  readonly planFor: (variants: readonly string[]) => Plan;
  /** What a resumed run had done before: those rounds of the plan are not taken again. */
  readonly earlier: Earlier;
  /** Any variant that cannot run makes the run impossible. */
  readonly requireAll: boolean;
}

/**
 * Measures: checks every variant, plans for those that can run, executes the plan, and leaves the host as it
 * was. Everything is told through `emit`. Throws when nothing can run, and when something could not be
 * removed.
 */
export async function run(request: RunRequest, environment: RunEnvironment): Promise<void> {
  const { scenario } = request;
  const { signal, emit, clock } = environment;
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
  const reasons = unavailable.map(
    ({ name, status }) => [name, status.state === 'unavailable' ? status.reason : 'it cannot run'] as const,
  );
  await executePlan({ ...request, plan, sessions, unavailable: new Map(reasons) }, environment);
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
