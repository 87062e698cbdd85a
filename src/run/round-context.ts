import type { DriverSession, Instance } from '../drivers/driver.ts';
import { LaunchError } from '../drivers/driver.ts';
import type { Clock } from '../host/clock.ts';
import { raisePriority } from '../host/priority.ts';
import { settlesWithin } from '../host/settles-within.ts';
import type { HostWitness, RoundContext, SampleDetails } from '../experiments/experiment.ts';
import { DEADLINES } from '../model/deadlines.ts';
import { IsodenseError, messageOf } from '../model/errors.ts';
import type { InstanceEnd, LaunchRecord, RunRecord } from '../model/records.ts';
import type { Workload } from '../model/scenario.ts';
import { writtenDuration } from '../model/units.ts';
import type { Wall } from '../model/wall.ts';
import type { Round, RunEnvironment } from './environment.ts';
import { killInstances } from './kill.ts';
import { Nodes } from './nodes.ts';
import { ImpossibleMarksError, impossibleMarks, relativeTo } from './marks.ts';
import { EndWatch } from './end-watch.ts';
import { holdReserve } from './reserve.ts';

/** Removals under way at the same time: engines gain nothing beyond, and teardown must not hurt the host. */
const REMOVAL_CONCURRENCY = 8;

/** What one round may use. It keeps every instance that it launched until it has seen it removed. */
export class RoundResources implements RoundContext {
  readonly round: number;
  readonly repetition: number;
  readonly session: DriverSession;
  readonly workload: Workload;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly host: Nodes;
  readonly journal: readonly RunRecord[];
  readonly #round: Round;
  readonly #environment: RunEnvironment;
  readonly #live = new Set<Instance>();
  readonly #ends: EndWatch;
  #killing: Promise<void>[] = [];
  #ready = 0;
  #lastFailure: string | undefined;

  constructor(round: Round, environment: RunEnvironment) {
    this.#round = round;
    this.#environment = environment;
    this.round = round.planned.index;
    this.repetition = round.planned.repetition;
    this.session = round.session;
    this.workload = round.workload;
    this.journal = round.journal;
    this.clock = environment.clock;
    this.signal = environment.signal;
    this.host = new Nodes(round.session.nodes, environment.reserveOf);
    this.#ends = new EndWatch({
      round: this.round,
      jobsMayEnd: round.experiment.jobsMayEnd === true,
      at: () => this.at(),
      record: (record) => this.record(record),
    });
  }

  live(): readonly Instance[] {
    return [...this.#live].filter((instance) => this.#ends.endOf(instance) === undefined);
  }

  at(): number {
    return this.clock.now() - this.#environment.runStart;
  }

  record(record: RunRecord): void {
    this.#environment.emit({ kind: 'record', record });
  }

  sample(metric: string, value: number, details: SampleDetails = {}): void {
    this.record({ kind: 'sample', round: this.round, atMs: this.at(), metric, value, ...details });
  }

  warn(warning: Parameters<RoundContext['warn']>[0]): void {
    this.record({ kind: 'warning', atMs: this.at(), round: this.round, ...warning });
  }

  phase(phase: Parameters<RoundContext['phase']>[0], detail: string): void {
    this.#environment.emit({ kind: 'phase', phase, detail });
  }

  openWitness(): Promise<HostWitness | undefined> {
    return this.#environment.openWitness();
  }

  async walls(): Promise<readonly Wall[]> {
    return [...(await this.host.limits()), ...(await this.#round.walls())];
  }

  hurry(): Promise<AsyncDisposable> {
    return raisePriority();
  }

  kill(instances: readonly Instance[]): void {
    for (const instance of instances) this.#ends.forget(instance);
    const killing = killInstances(instances, this.host);
    killing.catch(() => {}); // thrown on by their removal
    this.#killing.push(killing);
  }

  endOf(instance: Instance): InstanceEnd | undefined {
    return this.#ends.endOf(instance);
  }

  onEnd(listener: (instance: Instance) => void): () => void {
    return this.#ends.onEnd(listener);
  }

  mayEnd(instances: readonly Instance[]): void {
    for (const instance of instances) this.#ends.allow(instance);
  }

  async launch(
    { application, ...spec }: Parameters<RoundContext['launch']>[0],
    temperature: LaunchRecord['temperature'],
    abort?: AbortSignal,
  ): Promise<Instance | undefined> {
    holdReserve(await this.host.memory());
    const common = { kind: 'launch', round: this.round, instance: spec.index, temperature } as const;
    try {
      const session =
        application === undefined ? this.session : await this.#round.sessionOf(application.image);
      const instance = await session.launch(
        { ...spec, workload: application?.workload ?? this.workload },
        abort === undefined ? this.signal : AbortSignal.any([this.signal, abort]),
      );
      this.#live.add(instance);
      this.#ready += 1;
      const launched: LaunchRecord = {
        ...common,
        outcome: 'ready',
        marks: relativeTo(this.#environment.runStart, instance.marks),
      };
      this.record(launched);
      this.#ends.add(instance);
      const impossible = impossibleMarks(instance.marks);
      if (impossible !== undefined)
        throw new ImpossibleMarksError(
          'internal',
          `impossible marks of instance ${spec.index}: ${impossible}`,
        );
      return instance;
    } catch (error) {
      if (!(error instanceof LaunchError)) throw error;
      this.#lastFailure = messageOf(error);
      this.record({
        ...common,
        outcome: error.outcome,
        marks: relativeTo(this.#environment.runStart, error.marks),
        error: messageOf(error),
      });
      return undefined;
    }
  }

  lastFailure(): string | undefined {
    return this.#lastFailure;
  }

  /** Tries every one of them, and then throws what went wrong with any. */
  async remove(instances: readonly Instance[]): Promise<void> {
    await this.#ends.settle();
    const queue = [...instances];
    const failures: unknown[] = [];
    const kills = await Promise.allSettled(this.#killing.splice(0));
    for (const kill of kills) if (kill.status === 'rejected') failures.push(kill.reason);
    let isStuck = false;
    const worker = async (): Promise<void> => {
      while (!isStuck) {
        const instance = queue.pop();
        if (instance === undefined) break;
        const stopping = this.at();
        this.#live.delete(instance);
        this.#ends.forget(instance);
        try {
          const removal = instance[Symbol.asyncDispose]();
          isStuck = !(await settlesWithin(this.clock, DEADLINES.removal, removal));
          if (isStuck)
            throw new IsodenseError(
              'unavailable',
              `instance ${instance.id} was not removed within ${writtenDuration(DEADLINES.removal)}`,
              { hint: 'run isodense sweep' },
            );
          await removal;
          this.record({
            kind: 'removal',
            round: this.round,
            instance: instance.index,
            stopping,
            removed: this.at(),
          });
        } catch (error) {
          failures.push(error);
        }
      }
    };
    await Promise.all(Array.from({ length: Math.min(REMOVAL_CONCURRENCY, instances.length) }, worker));
    if (queue.length > 0)
      failures.push(
        new IsodenseError(
          'unavailable',
          `no removal was started for ${queue.map(({ id }) => id).join(', ')}`,
          {
            hint: 'run isodense sweep',
          },
        ),
      );
    if (failures.length > 0)
      throw new AggregateError(failures, `teardown: ${failures.map(messageOf).join('; ')}`);
  }

  /** Removes what the round left running. Throws as `remove` does. */
  removeAll(): Promise<void> {
    return this.remove([...this.#live]);
  }

  /**
   * Why the last launch failed, when every one of the round did; undefined when one did not, or none was
   * tried.
   */
  allFailed(): string | undefined {
    return this.#ready === 0 ? this.#lastFailure : undefined;
  }
}
