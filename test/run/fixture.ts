import type { DriverSession, Instance, LaunchSpec } from '../../src/drivers/driver.ts';
import type { Experiment, RoundContext } from '../../src/experiments/experiment.ts';
import { z } from 'zod';
import type { RunEvent } from '../../src/model/events.ts';
import type { LaunchMarks, RoundEndRecord, RunRecord } from '../../src/model/records.ts';
import type { PlannedRound } from '../../src/model/plan.ts';
import type { Scenario } from '../../src/model/scenario.ts';
import { executePlan } from '../../src/run/execute.ts';
import { earlierOf } from '../../src/run/earlier.ts';
import { runEnvironment } from '../support/run-environment.ts';
import { Sessions } from '../../src/run/sessions.ts';
import type { Driver } from '../../src/drivers/driver.ts';
import type { PreparedImage } from '../../src/image/image.ts';
import { paperHost } from '../support/paper-host.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

/** A technology made of promises: what is launched is in `live` until it is removed. */
export class PaperSession implements DriverSession {
  readonly live = new Set<number>();
  launches = 0;
  available = (): number => 1_000;
  nodes = [paperHost({ memory: async () => ({ availableBytes: this.available(), totalBytes: 1_000 }) })];
  onLaunch: (spec: LaunchSpec, signal: AbortSignal) => Promise<LaunchMarks | undefined> = () =>
    Promise.resolve(undefined);
  onRemoval: (index: number) => Promise<void> = () => Promise.resolve();

  async launch(spec: LaunchSpec, signal: AbortSignal): Promise<Instance> {
    this.launches += 1;
    const marks = (await this.onLaunch(spec, signal)) ?? {
      intended: spec.intended,
      requested: spec.intended,
      created: spec.intended,
      ready: spec.intended,
    };
    this.live.add(spec.index);
    let removal: Promise<void> | undefined;
    return {
      id: String(spec.index),
      index: spec.index,
      marks,
      exited: new Promise(() => {}),
      scopes: () => [],
      send: () => {},
      onLine: () => () => {},
      onText: () => () => {},
      lastWords: () => Promise.resolve(''),
      configuration: () => Promise.resolve({}),
      [Symbol.asyncDispose]: () =>
        (removal ??= this.onRemoval(spec.index).then(() => void this.live.delete(spec.index))),
    };
  }

  forgetImage = () => Promise.resolve();
  provideImage = () => Promise.resolve();
  sharedScopes = () => [];
  [Symbol.asyncDispose] = () => Promise.resolve();
}

function experimentOf(execute: (context: RoundContext) => Promise<void>): Experiment {
  return {
    name: 'trial',
    question: 'Does it?',
    options: z.strictObject({}),
    image: 'workload',
    metrics: [],
    cells: () => [],
    estimate: () => 1,
    observe: () => ({ observations: [], attempts: 0, failures: 0 }),
    execute: (_, __, context) => execute(context),
  };
}

export interface Execution {
  readonly events: RunEvent[];
  readonly records: RunRecord[];
  readonly ends: RoundEndRecord[];
}

export interface ExecutionRequest {
  readonly session: PaperSession;
  readonly execute: (context: RoundContext) => Promise<void>;
  readonly rounds?: number;
  readonly variants?: readonly string[];
  readonly signal?: AbortSignal;
  readonly open?: (variant: string) => Promise<DriverSession>;
  readonly onEvent?: (event: RunEvent) => void;
}

/** Executes a plan in which every repetition visits each variant once. A reserve of 100 bytes is held. */
export async function execution(request: ExecutionRequest): Promise<Execution> {
  const { session, rounds = 1, variants = ['a'] } = request;
  const planned = Array.from({ length: rounds }, (_, repetition) =>
    variants.map((variant) => ({ repetition, variant })),
  )
    .flat()
    .map(({ repetition, variant }, index): PlannedRound => ({
      index,
      repetition,
      cell: { experiment: 'trial', variant, density: 1, parameters: {} },
    }));
  const events: RunEvent[] = [];
  const workload = { ready: { kind: 'log', text: 'READY' }, timeoutMs: 1_000, env: {} } as const;
  const scenario: Scenario = {
    name: 't',
    image: { kind: 'builtin', name: 'hello' },
    workload,
    reference: variants[0]!,
    rounds,
    variants: variants.map((name) => ({ name, driver: 'paper', options: {} })),
    experiments: [{ name: 'trial', options: {}, rounds }],
  };
  const driver = {
    open: ({ name }: { name: string }) => request.open?.(name) ?? Promise.resolve(session),
  } as unknown as Driver;
  const image = {} as PreparedImage;
  const clock = new VirtualClock();
  await executePlan(
    {
      scenario,
      plan: { seed: 0, order: 'mirrored shuffle', rounds: planned },
      experiments: [experimentOf(request.execute)],
      sessions: new Sessions({ workload: image, builtin: image }, () => driver, clock),
      driverOf: () => driver,
      builtinWorkload: workload,
      unavailable: new Map(),
      earlier: earlierOf([]),
    },
    runEnvironment({
      clock,
      ...(request.signal && { signal: request.signal }),
      reserveOf: () => 100,
      emit: (event) => {
        events.push(event);
        request.onEvent?.(event);
      },
    }),
  );
  const records = events.flatMap((event) => (event.kind === 'record' ? [event.record] : []));
  return { events, records, ends: records.filter((record) => record.kind === 'round-end') };
}
