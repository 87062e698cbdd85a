import { seedFor, seededRandom, type Random } from '../../model/random.ts';
import type { LaunchMarks } from '../../model/records.ts';
import type { Scope } from '../../model/host-access.ts';
import type { DriverContext, DriverSession, Instance, LaunchSpec, OpenRequest } from '../driver.ts';
import { Launching } from '../launching.ts';
import type { OutputLines } from '../output.ts';
import { waitUntilReady } from '../readiness.ts';
import { greetingOf } from './greeting.ts';
import { FakeInstance } from './instance.ts';
import type { FakeNode, FakeResident } from './node.ts';
import type { FakeOptions } from './options.ts';

/** Where in a launch the marks fall, as shares of its whole time. */
const CREATED = 0.2;
const STARTED = 0.5;
const SPEAKS = 0.9;
/** Putting an absent image in place takes this many launches' time. */
const IMAGE_LAUNCHES = 5;

export class FakeSession implements DriverSession {
  readonly nodes: readonly FakeNode[];
  readonly #context: DriverContext;
  readonly #request: OpenRequest<FakeOptions>;
  readonly #random: Random;
  readonly #launching: Launching<FakeInstance>;
  #imagePresent = false;

  constructor(context: DriverContext, request: OpenRequest<FakeOptions>, nodes: readonly FakeNode[]) {
    this.nodes = nodes;
    this.#context = context;
    this.#request = request;
    this.#launching = new Launching(context);
    // By the session's name too: twins with one seed must differ as two real ones do.
    this.#random = seededRandom(seedFor(request.options.seed, request.name));
  }

  async provideImage(signal: AbortSignal): Promise<void> {
    if (!this.#imagePresent)
      await this.#context.clock.sleep(this.#request.options.ready * IMAGE_LAUNCHES, signal);
    this.#imagePresent = true;
  }

  async forgetImage(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    this.#imagePresent = false;
  }

  sharedScopes(): Scope[] {
    return [];
  }

  launch(spec: LaunchSpec, signal: AbortSignal): Promise<Instance> {
    const { options } = this.#request;
    // Drawn before anything is awaited: the order of requests alone decides who gets which.
    const total = options.ready + this.#random() * options.jitter;
    const fails = this.#random() < options.failures;
    return this.#launching.launch<true>(spec, signal, {
      findImage: () => this.#imagePresent || undefined,
      provideImage: async (until) => {
        await this.provideImage(until);
        return true;
      },
      create: async ({ clock, marks, output, signal: until }) => {
        await clock.sleep(total * CREATED, until);
        const instance = this.#create(spec, marks, output);
        marks.created = clock.now();
        return instance;
      },
      start: async (launch, instance) => {
        const { clock, marks, output, signal: until } = launch;
        await clock.sleep(total * (STARTED - CREATED), until);
        marks.started = clock.now();
        const ready = waitUntilReady(instance, spec.workload.ready, clock, launch);
        ready.catch(() => {}); // awaited below, after the workload has spoken
        await clock.sleep(total * (SPEAKS - STARTED), until);
        const greeting = greetingOf(`${this.#request.name}-${spec.index}`, spec.index);
        const [first = '', ...rest] = greeting.beforeReady.split(/(?<=\n)/);
        output.push(Buffer.from(first));
        if (fails) instance.crash();
        else {
          await clock.sleep(total * (1 - SPEAKS), until);
          output.push(Buffer.from(rest.join('') + greeting.afterReady));
        }
        marks.ready = await ready;
        if (options.lives !== undefined && spec.index % 2 === 1)
          void instance.endAfter(options.lives, options.exitCode);
      },
    });
  }

  #create(spec: LaunchSpec, marks: LaunchMarks, output: OutputLines): FakeInstance {
    const { options, name } = this.#request;
    const { clock, owner } = this.#context;
    // The one with the fewest instances, and of those the first.
    const node = this.nodes.reduce((best, other) =>
      other.residents.size < best.residents.size ? other : best,
    );
    const running = this.nodes.reduce((sum, { residents }) => sum + residents.size, 0);
    if (options.wall !== undefined && running >= options.wall)
      throw new Error(`the fake host takes ${options.wall} instances`);
    const resident: FakeResident = {
      cgroup: `/fake/${owner.id}/${name}-${spec.index}`,
      memoryBytes: options.memory,
      quota: spec.cpu?.quota,
      weight: spec.cpu?.weight ?? 100,
      working: false,
      frozen: undefined,
      cpuSeconds: 0,
      kill: () => instance.crash(137),
    };
    node.residents.add(resident);
    const instance: FakeInstance = new FakeInstance({
      id: `${owner.id}/${name}-${spec.index}`,
      index: spec.index,
      marks,
      clock,
      node,
      resident,
      options,
      output,
      onRemoved: () => this.#launching.removed(instance),
    });
    return instance;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const failures = await this.#launching.close();
    if (failures.length > 0)
      throw new AggregateError(failures, `${failures.length} fake instances could not be removed`);
  }
}
