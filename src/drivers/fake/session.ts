import { seedFor, seededRandom, type Random } from '../../model/random.ts';
import type { LaunchMarks } from '../../model/records.ts';
import { launchError, launchWithin } from '../deadline.ts';
import {
  LaunchError,
  type DriverContext,
  type DriverSession,
  type Instance,
  type LaunchSpec,
  type OpenRequest,
  type Scope,
} from '../driver.ts';
import { LAST_WORDS, OutputLines } from '../output.ts';
import { waitUntilReady } from '../readiness.ts';
import { greetingOf } from './greeting.ts';
import type { FakeHost, FakeResident } from './host.ts';
import { FakeInstance } from './instance.ts';
import type { FakeOptions } from './options.ts';

/** Where in a launch the marks fall, as shares of its whole time. */
const CREATED = 0.2;
const STARTED = 0.5;
const SPEAKS = 0.9;
/** Putting an absent image in place takes this many launches' time. */
const IMAGE_LAUNCHES = 5;

export class FakeSession implements DriverSession {
  readonly #context: DriverContext;
  readonly #request: OpenRequest<FakeOptions>;
  readonly #host: FakeHost;
  readonly #random: Random;
  readonly #live = new Set<FakeInstance>();
  #imagePresent = false;

  constructor(context: DriverContext, request: OpenRequest<FakeOptions>, host: FakeHost) {
    this.#context = context;
    this.#request = request;
    this.#host = host;
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

  async launch(spec: LaunchSpec, signal: AbortSignal): Promise<Instance> {
    const { clock } = this.#context;
    const { options } = this.#request;
    // Drawn before anything is awaited: the order of requests alone decides who gets which.
    const total = options.ready + this.#random() * options.jitter;
    const fails = this.#random() < options.failures;
    const marks: { -readonly [Mark in keyof LaunchMarks]: LaunchMarks[Mark] } = {
      intended: spec.intended,
      requested: clock.now(),
    };
    const output = new OutputLines(clock);
    let instance: FakeInstance | undefined;
    try {
      signal.throwIfAborted();
      if (!this.#imagePresent) {
        await this.provideImage(signal);
        marks.imageReady = clock.now();
      }
      await launchWithin(clock, spec.workload.timeoutMs, signal, async (deadline) => {
        await clock.sleep(total * CREATED, deadline.signal);
        const made = (instance = this.#create(spec, marks, output));
        marks.created = clock.now();
        await clock.sleep(total * (STARTED - CREATED), deadline.signal);
        marks.started = clock.now();
        const ready = waitUntilReady(made, spec.workload.ready, clock, deadline);
        ready.catch(() => {}); // awaited below, after the workload has spoken
        await clock.sleep(total * (SPEAKS - STARTED), deadline.signal);
        const greeting = greetingOf(`${this.#request.name}-${spec.index}`, spec.index);
        const [first = '', ...rest] = greeting.beforeReady.split(/(?<=\n)/);
        output.push(Buffer.from(first));
        if (fails) made.crash();
        else {
          await clock.sleep(total * (1 - SPEAKS), deadline.signal);
          output.push(Buffer.from(rest.join('') + greeting.afterReady));
        }
        marks.ready = await ready;
      });
      if (output.firstByteAt !== undefined) marks.firstOutput = output.firstByteAt;
      if (options.lives !== undefined && spec.index % 2 === 1)
        void instance!.endAfter(options.lives, options.exitCode);
      return instance!;
    } catch (error) {
      await instance?.[Symbol.asyncDispose]();
      signal.throwIfAborted(); // the caller gave up: that is no sample
      throw launchError(
        error,
        output.firstByteAt === undefined ? marks : { ...marks, firstOutput: output.firstByteAt },
        output.tail(LAST_WORDS),
      );
    }
  }

  #create(spec: LaunchSpec, marks: LaunchMarks, output: OutputLines): FakeInstance {
    const { options, name } = this.#request;
    const { clock, owner } = this.#context;
    const host = this.#host;
    if (options.wall !== undefined && host.residents.size >= options.wall) {
      throw new LaunchError('failed', `the fake host takes ${options.wall} instances`, marks);
    }
    const resident: FakeResident = {
      cgroup: `/fake/${owner.id}/${name}-${spec.index}`,
      memoryBytes: options.memory,
      quota: spec.cpu?.quota,
      weight: spec.cpu?.weight ?? 100,
      working: false,
      cpuSeconds: 0,
    };
    host.residents.add(resident);
    const instance = new FakeInstance({
      id: `${owner.id}/${name}-${spec.index}`,
      index: spec.index,
      marks,
      clock,
      host,
      resident,
      options,
      output,
    });
    this.#live.add(instance);
    return instance;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const instance of this.#live) await instance[Symbol.asyncDispose]();
    this.#live.clear();
  }
}
