import type { DriverSession, Instance } from '../drivers/driver.ts';
import { LaunchError } from '../drivers/driver.ts';
import type { Clock } from '../host/clock.ts';
import type { Probes, RoundContext } from '../experiments/experiment.ts';
import { IsodenseError, messageOf } from '../model/errors.ts';
import type { RunEvent } from '../model/events.ts';
import type { LaunchRecord, RunRecord } from '../model/records.ts';
import type { Workload } from '../model/scenario.ts';
import { impossibleMarks, relativeTo } from './marks.ts';
import type { WatchRound } from './watched-round.ts';
import { holdReserve } from './reserve.ts';

/** Removals under way at the same time: engines gain nothing beyond, and teardown must not hurt the host. */
const REMOVAL_CONCURRENCY = 8;

export interface RoundParts {
  readonly round: number;
  readonly session: DriverSession;
  readonly workload: Workload;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly probes: Probes;
  readonly runStart: number;
  readonly reserveBytes: number;
  readonly watchRound: WatchRound;
  readonly emit: (event: RunEvent) => void;
}

/** What one round may use. It keeps every instance that it launched until it has seen it removed. */
export class RoundResources implements RoundContext {
  readonly round: number;
  readonly session: DriverSession;
  readonly workload: Workload;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly probes: Probes;
  readonly #parts: RoundParts;
  readonly #live = new Set<Instance>();
  #ready = 0;
  #lastFailure: string | undefined;

  constructor(parts: RoundParts) {
    this.#parts = parts;
    this.round = parts.round;
    this.session = parts.session;
    this.workload = parts.workload;
    this.clock = parts.clock;
    this.signal = parts.signal;
    this.probes = parts.probes;
  }

  live(): readonly Instance[] {
    return [...this.#live];
  }

  at(): number {
    return this.clock.now() - this.#parts.runStart;
  }

  record(record: RunRecord): void {
    this.#parts.emit({ kind: 'record', record });
  }

  phase(phase: Parameters<RoundContext['phase']>[0], detail: string): void {
    this.#parts.emit({ kind: 'phase', phase, detail });
  }

  async launch(spec: Parameters<RoundContext['launch']>[0], temperature: LaunchRecord['temperature']): Promise<Instance | undefined> {
    holdReserve(this.probes.hostMemoryAvailable(), this.#parts.reserveBytes);
    const common = { kind: 'launch', round: this.round, instance: spec.index, temperature } as const;
    try {
      const instance = await this.session.launch({ ...spec, workload: this.workload }, this.signal);
      this.#live.add(instance);
      this.#ready += 1;
      this.record({ ...common, outcome: 'ready', marks: relativeTo(this.#parts.runStart, instance.marks) });
      const impossible = impossibleMarks(instance.marks);
      if (impossible !== undefined) throw new IsodenseError('internal', `impossible marks of instance ${spec.index}: ${impossible}`);
      return instance;
    } catch (error) {
      if (!(error instanceof LaunchError)) throw error;
      this.#lastFailure = messageOf(error);
      this.record({ ...common, outcome: error.outcome, marks: relativeTo(this.#parts.runStart, error.marks), error: messageOf(error) });
      return undefined;
    }
  }

  /** Tries every one of them, and then throws what went wrong with any. */
  async remove(instances: readonly Instance[]): Promise<void> {
    const queue = [...instances];
    const failures: unknown[] = [];
    const worker = async (): Promise<void> => {
      for (let instance = queue.pop(); instance !== undefined; instance = queue.pop()) {
        const stopping = this.at();
        this.#live.delete(instance);
        try {
          await instance[Symbol.asyncDispose]();
          this.record({ kind: 'removal', round: this.round, instance: instance.index, stopping, removed: this.at() });
        } catch (error) {
          failures.push(error);
        }
      }
    };
    await Promise.all(Array.from({ length: Math.min(REMOVAL_CONCURRENCY, instances.length) }, worker));
    if (failures.length > 0) throw new AggregateError(failures, `teardown: ${failures.map(messageOf).join('; ')}`);
  }

  /** Removes what the round left running. Throws as `remove` does. */
  removeAll(): Promise<void> {
    return this.remove([...this.#live]);
  }

  /** Why the last launch failed, when every one of the round did; undefined when one did not, or none was tried. */
  allFailed(): string | undefined {
    return this.#ready === 0 ? this.#lastFailure : undefined;
  }
}
