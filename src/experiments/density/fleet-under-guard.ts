import type { Instance } from '../../drivers/driver.ts';
import { ReserveReached } from '../../model/errors.ts';
import { formatBytes } from '../../model/units.ts';
import type { RoundContext } from '../experiment.ts';
import { anyEnded, describeEnds } from '../alive.ts';
import { guardMemory, type MemoryGuard } from './memory-guard.ts';
import type { MemoryRoom } from './room.ts';

/**
 * How much more than known an instance may take, relative: the rest of the host took and gave back memory
 * while it was measured, and a last instance that takes a little more than foreseen goes through the reserve
 * faster than the guard looks.
 */
const UNSURE = 0.1;

/** Why a step ended before it held. */
export interface Stop {
  readonly boundBy: string;
  readonly detail: string;
}

/** Ends the launches of a step; the drivers hand it on as the reason of the abort. */
class StepStopped extends Error {
  override readonly name = 'StepStopped';
}

export interface GrowthRequest {
  readonly target: number;
  readonly concurrency: number;
  /** Failed launches that stop the growth. */
  readonly failures: number;
}

/**
 * Instances that run at the same time, and a guard that kills the newest of them before the host's reserve is
 * touched.
 */
export class FleetUnderGuard implements AsyncDisposable {
  readonly #context: RoundContext;
  readonly #room: MemoryRoom;
  readonly #guard: MemoryGuard;
  readonly #running: Instance[] = [];
  #killed: Instance[] = [];
  /** Ended by themselves since the last step began, and of those the ones that are still to be removed. */
  #ended: Instance[] = [];
  #toRemove: Instance[] = [];
  /** What the brake did since the last step began. */
  #braked: Stop | undefined;
  readonly #stopWatching: () => void;
  /** Instances that earlier steps have shown to hold: the last to be killed. */
  #proven = 0;
  #launched = 0;
  /**
   * Memory of one instance, as the step with the most launches showed it; what is unknown is left to the
   * guard. Bytes.
   */
  #growth = { bytes: 0, launches: 0 };
  /** What the present step found, and how many launches it has begun that have not failed. */
  #before: { readonly available: number; begun: number };
  #step: AbortController | undefined;

  static async open(context: RoundContext, room: MemoryRoom): Promise<FleetUnderGuard> {
    return new FleetUnderGuard(context, room, (await room.read()).even);
  }

  private constructor(context: RoundContext, room: MemoryRoom, available: number) {
    this.#context = context;
    this.#room = room;
    this.#before = { available, begun: 0 };
    this.#stopWatching = context.onEnd((instance) => this.#lose(instance));
    this.#guard = guardMemory(context.clock, {
      room,
      foreseen: () => this.#foreseen(),
      brake: (available, missing) => this.#brake(available, missing),
    });
  }

  get size(): number {
    return this.#running.length;
  }

  /** Those that run, the oldest first. */
  get instances(): readonly Instance[] {
    return this.#running;
  }

  takeLowestAvailable(): ReturnType<MemoryGuard['takeLowest']> {
    return this.#guard.takeLowest();
  }

  /**
   * Launches up to the target, then waits with `settle` for the memory of the new ones.
   * @returns the new instances and what stopped it, if anything did. What was launched runs on, unless it was
   * killed.
   */
  async grow(
    { target, concurrency, failures }: GrowthRequest,
    settle: (signal: AbortSignal) => Promise<void>,
  ): Promise<{ readonly launched: readonly Instance[]; readonly stop: Stop | undefined }> {
    const { clock, signal } = this.#context;
    const step = (this.#step = new AbortController());
    this.#ended = [];
    this.#braked = undefined;
    const both = AbortSignal.any([signal, step.signal]);
    const intended = clock.now();
    const available = (await this.#room.read()).even;
    this.#before = { available, begun: 0 };
    const launched: Instance[] = [];
    let [underWay, failed] = [0, 0];
    let stop: Stop | undefined;
    const worker = async (): Promise<void> => {
      for (;;) {
        // Read first: between the looks below and what they decide nothing may be awaited.
        const { even } = await this.#room.read();
        if (stop !== undefined || both.aborted || this.size + underWay >= target) return;
        const shortage = this.#shortage(even);
        if (shortage !== undefined) {
          if (underWay === 0) stop = shortage; // otherwise the last worker looks again when the others' launches are done
          return;
        }
        underWay += 1;
        this.#before.begun += 1;
        try {
          const instance = await this.#context.launch(
            { index: this.#launched++, intended },
            'later',
            step.signal,
          );
          if (instance === undefined) {
            failed += 1;
            this.#before.begun -= 1;
          } else this.#welcome(instance, launched, step.signal.aborted);
        } finally {
          underWay -= 1;
        }
        if (failed >= failures)
          stop ??= {
            boundBy: 'failures',
            detail: `${failed} ${failed === 1 ? 'launch' : 'launches'} of the step to ${target} failed: ${this.#context.lastFailure() ?? 'no reason was given'}`,
          };
      }
    };
    try {
      const results = await Promise.allSettled(Array.from({ length: concurrency }, worker));
      signal.throwIfAborted();
      if (!step.signal.aborted)
        for (const result of results) if (result.status === 'rejected') stop ??= refusalOf(result.reason);
      if (stop === undefined) await settle(both);
    } catch (error) {
      signal.throwIfAborted();
      if (!step.signal.aborted) throw error;
    }
    if (step.signal.aborted) return { launched, stop: await this.loss() };
    if (stop === undefined && launched.length >= this.#growth.launches && launched.length > 0) {
      this.#growth = {
        bytes: Math.max(0, available - (await this.#room.read()).even) / launched.length,
        launches: launched.length,
      };
    }
    return { launched, stop };
  }

  /** What has taken instances that ran since the last step began; undefined where nothing has. */
  async loss(): Promise<Stop | undefined> {
    if (this.#braked !== undefined || this.#ended.length === 0) return this.#braked;
    return {
      boundBy: 'ended instances',
      detail: `${this.#ended.length} of ${this.size + this.#ended.length} instances ended by themselves: ${await describeEnds(this.#context, this.#ended)}`,
    };
  }

  /** All that run now have shown to hold. */
  prove(): void {
    this.#proven = this.size;
  }

  /** Removes the newest until so many are left, and whatever the guard has killed. */
  async shrinkTo(count: number): Promise<void> {
    this.#proven = Math.min(this.#proven, count);
    const surplus = [...this.#running.splice(count), ...this.#killed, ...this.#toRemove];
    this.#killed = [];
    this.#toRemove = [];
    await this.#context.remove(surplus);
  }

  /** Ends the watch. Instances that still run are the round's to remove. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopWatching();
    await this.#guard[Symbol.asyncDispose]();
  }

  /**
   * A launch that was under way when the brake was pulled has come through: it is the newest, and must not
   * stay.
   */
  #welcome(instance: Instance, launched: Instance[], tooLate: boolean): void {
    if (tooLate && this.#braked !== undefined) {
      this.#context.kill([instance]);
      this.#killed.push(instance);
      return;
    }
    this.#running.push(instance);
    launched.push(instance);
    if (anyEnded(this.#context, [instance])) this.#lose(instance);
  }

  /** What will be available when all that was launched has grown up. */
  #foreseen(): number {
    return this.#before.available - this.#before.begun * this.#growth.bytes;
  }

  /**
   * Why there is no room for one more launch: what has just been launched may not have taken its memory yet.
   */
  #shortage(now: number): Stop | undefined {
    const available = Math.min(now, this.#foreseen());
    if (available - this.#growth.bytes * (1 + UNSURE) >= this.#room.floor) return undefined;
    return {
      boundBy: 'memory reserve',
      detail: `${formatBytes(available)} available with ${this.size} running, ${formatBytes(this.#growth.bytes)} for one more, ${formatBytes(this.#room.floor)} reserved`,
    };
  }

  /**
   * Kills what the present step launched. When that is gone and was not enough: as many of the rest as make
   * up for what is missing.
   */
  #brake(available: number, missing: number): void {
    const victims = this.#running.splice(
      this.size > this.#proven ? this.#proven : this.size - this.#holdersOf(missing),
    );
    const detail = `${formatBytes(available)} available and falling, ${formatBytes(this.#room.floor)} reserved: the newest ${victims.length} of ${victims.length + this.size} instances were killed`;
    this.#proven = Math.min(this.#proven, this.size);
    this.#context.kill(victims);
    this.#killed.push(...victims);
    this.#braked ??= { boundBy: 'memory reserve', detail };
    this.#step?.abort(new StepStopped(detail));
  }

  /** One that ended by itself is not running, and whatever was to be shown with it is not shown. */
  #lose(instance: Instance): void {
    const place = this.#running.indexOf(instance);
    if (place < 0) return; // it ended before it was counted, and is looked at then
    this.#running.splice(place, 1);
    if (place < this.#proven) this.#proven -= 1;
    this.#ended.push(instance);
    this.#toRemove.push(instance);
    this.#step?.abort(new StepStopped('an instance ended by itself'));
  }

  /**
   * Instances that hold so much memory; half of them where none has been measured. At least one, while there
   * is one.
   */
  #holdersOf(bytes: number): number {
    const count = this.#growth.bytes > 0 ? Math.ceil(bytes / this.#growth.bytes) : Math.ceil(this.size / 2);
    return Math.min(this.size, Math.max(1, count));
  }
}

/** The round refuses launches below the host's reserve; any other refusal is a fault. */
function refusalOf(error: unknown): Stop {
  if (error instanceof ReserveReached) return { boundBy: 'memory reserve', detail: error.message };
  throw error;
}
