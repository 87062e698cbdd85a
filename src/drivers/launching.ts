import type { Clock } from '../host/clock.ts';
import { IsodenseError, messageOf } from '../model/errors.ts';
import type { LaunchMarks } from '../model/records.ts';
import { launchError, launchWithin, unlessAborted, type LaunchDeadline } from './deadline.ts';
import type { DriverContext, Instance, LaunchSpec } from './driver.ts';
import { LAST_WORDS, OutputLines } from './output.ts';

export type Marks = { -readonly [Mark in keyof LaunchMarks]: LaunchMarks[Mark] };

/**
 * One launch under way. Its signal aborts when its time is over, its caller gives up or the session closes.
 */
export interface Launch extends LaunchDeadline {
  readonly spec: LaunchSpec;
  readonly clock: Clock;
  /** `requested`, `imageReady` and `firstOutput` are set here, the others by the driver's steps. */
  readonly marks: Marks;
  /** The workload's. */
  readonly output: OutputLines;
}

/** What differs between technologies in a launch, in the order in which it is done. */
export interface LaunchSteps<Made extends Instance, Image> {
  /** Undefined while the image is absent. */
  findImage(): Image | undefined;
  provideImage(signal: AbortSignal): Promise<Image>;
  /** Makes the instance. If it throws, it has removed what it made, or `cleanUp` will. */
  create(launch: Launch, image: Image): Made | Promise<Made>;
  /** Resolves when the workload is ready and all marks are set. */
  start(launch: Launch, instance: Made, image: Image): Promise<void>;
  /** After a failure, instead of the removal of the instance: where something can exist without one. */
  cleanUp?(instance: Made | undefined): Promise<void>;
  /** A better error than the one that ended the launch, from what the workload said last. */
  translate?(error: unknown, lastWords: string): unknown;
  /** What a failure's message ends with, instead of the workload's last lines. */
  lastWords?(instance: Made): string;
}

/** The launches of one session and the instances that came of them. */
export class Launching<Made extends Instance> {
  readonly #clock: Clock;
  readonly #log: (text: string) => void;
  readonly #closing = new AbortController();
  readonly #underway = new Set<Promise<unknown>>();
  readonly #live = new Set<Made>();

  constructor({ clock, log }: Pick<DriverContext, 'clock' | 'log'>) {
    this.#clock = clock;
    this.#log = log;
  }

  /** Aborts when the session closes. */
  get closing(): AbortSignal {
    return this.#closing.signal;
  }

  /** Instances that exist, those of launches under way included. */
  get live(): ReadonlySet<Made> {
    return this.#live;
  }

  /** To be called by an instance of which nothing remains. */
  removed(instance: Made): void {
    this.#live.delete(instance);
  }

  launch<Image>(spec: LaunchSpec, signal: AbortSignal, steps: LaunchSteps<Made, Image>): Promise<Made> {
    return this.untilClosing(signal, (either) => this.#launch(spec, either, steps));
  }

  /** Work that ends when the session closes, which waits for it. */
  async untilClosing<T>(signal: AbortSignal, begin: (either: AbortSignal) => Promise<T>): Promise<T> {
    const work = begin(AbortSignal.any([signal, this.#closing.signal]));
    this.#underway.add(work);
    try {
      return await work;
    } finally {
      this.#underway.delete(work);
    }
  }

  /**
   * Ends what is under way and removes all instances. Those that could not be removed stay in `live`.
   *
   * @returns why they could not
   */
  async close(): Promise<readonly unknown[]> {
    this.#closing.abort(new IsodenseError('internal', 'the session was closed'));
    await Promise.allSettled(this.#underway);
    const removals = await Promise.allSettled(
      [...this.#live].map((instance) => instance[Symbol.asyncDispose]()),
    );
    return removals.flatMap((removal): unknown[] => (removal.status === 'rejected' ? [removal.reason] : []));
  }

  async #launch<Image>(
    spec: LaunchSpec,
    signal: AbortSignal,
    steps: LaunchSteps<Made, Image>,
  ): Promise<Made> {
    const clock = this.#clock;
    const marks: Marks = { intended: spec.intended, requested: clock.now() };
    const output = new OutputLines(clock);
    let made: Made | undefined;
    try {
      await launchWithin(clock, spec.workload.timeoutMs, signal, async (deadline) => {
        const launch: Launch = { spec, clock, marks, output, signal: deadline.signal, saw: deadline.saw };
        const image = steps.findImage() ?? (await provided(launch, steps));
        const instance = await steps.create(launch, image);
        this.#live.add(instance);
        // The launch may have failed while this was made, and its clean-up may be over.
        if (deadline.signal.aborted) await instance[Symbol.asyncDispose]();
        deadline.signal.throwIfAborted();
        made = instance;
        await steps.start(launch, instance, image);
      });
      noteFirstOutput(marks, output);
      return made!;
    } catch (error) {
      // Before the clean-up: what an instance says while it is removed is not why its launch failed.
      const ownWords = made === undefined ? '' : steps.lastWords?.(made);
      await this.#cleanUp(steps, made);
      signal.throwIfAborted(); // the caller gave up: that is no sample
      noteFirstOutput(marks, output);
      const lastWords = output.tail(LAST_WORDS);
      const thrown = steps.translate?.(error, lastWords) ?? error;
      if (steps.lastWords === undefined) throw launchError(thrown, marks, lastWords);
      throw launchError(thrown, marks, ownWords ?? '', '');
    }
  }

  /**
   * What could not be removed stays in `live`, and the end of the session says so: here, the launch's error
   * says more.
   */
  async #cleanUp(steps: Pick<LaunchSteps<Made, never>, 'cleanUp'>, made: Made | undefined): Promise<void> {
    try {
      await (steps.cleanUp === undefined ? made?.[Symbol.asyncDispose]() : steps.cleanUp(made));
    } catch (error) {
      this.#log(messageOf(error));
    }
  }
}

async function provided<Image>(
  { marks, clock, signal, saw }: Launch,
  steps: Pick<LaunchSteps<Instance, Image>, 'provideImage'>,
): Promise<Image> {
  saw('the image is not in place');
  const image = await unlessAborted(steps.provideImage(signal), signal);
  marks.imageReady = clock.now();
  saw('');
  return image;
}

/**
 * A workload that is ready by another rule than its output may speak later, while its launch is still being
 * completed: that is no mark of the launch.
 */
function noteFirstOutput(marks: Marks, { firstByteAt }: OutputLines): void {
  if (firstByteAt !== undefined && firstByteAt <= (marks.ready ?? Infinity)) marks.firstOutput = firstByteAt;
}
