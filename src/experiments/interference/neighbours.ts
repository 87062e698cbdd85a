import type { Instance, LaunchSpec } from '../../drivers/driver.ts';
import { messageOf } from '../../model/errors.ts';
import type { RoundContext } from '../experiment.ts';
import { launchFleet } from '../fleet.ts';
import { lineOf } from './lines.ts';
import { NotTestable } from './not-testable.ts';
import type { Aggressor } from './options.ts';
import { BEGUN, complaintIn, operationsPerSecond } from './stressor-report.ts';

/** An emulated machine takes seconds to load stress-ng. Milliseconds. */
const BEGIN_PATIENCE = 30_000;
/** stress-ng removes its files and reaps its children before it ends. Milliseconds. */
const END_PATIENCE = 20_000;
/**
 * Below the range from which the kernel gives out ports by itself; some for each neighbour, since they may
 * share a host.
 */
const FIRST_PORT = 21_000;
const PORTS_EACH = 16;

export interface NeighbourRequest {
  readonly count: number;
  /** Index of the first; replacements follow. */
  readonly first: number;
  readonly cpu?: LaunchSpec['cpu'];
  readonly limits: NonNullable<LaunchSpec['limits']> & { readonly memoryBytes: number };
}

interface Neighbour {
  readonly instance: Instance;
  /** How it ended, when it did. */
  end: string | undefined;
  /** What stress-ng has said since it was last told to begin. */
  said: string[];
}

/** The instances beside the victim. One that an aggressor has killed is replaced before the next. */
export class Neighbours {
  readonly #context: RoundContext;
  readonly #request: NeighbourRequest;
  #all: Neighbour[] = [];
  #next: number;
  #stopping: Promise<void> | undefined;

  constructor(context: RoundContext, request: NeighbourRequest) {
    this.#context = context;
    this.#request = request;
    this.#next = request.first;
  }

  /** Brings them to their full number. Throws NotTestable when that fails. */
  async complete(): Promise<void> {
    const { count, first: _, ...limits } = this.#request;
    const dead = this.#all.filter(({ end }) => end !== undefined);
    this.#all = this.#all.filter(({ end }) => end === undefined);
    await this.#context.remove(dead.map(({ instance }) => instance));
    const missing = count - this.#all.length;
    if (missing === 0) return;
    const launched = await launchFleet(this.#context, {
      first: this.#next,
      count: missing,
      concurrency: 2,
      temperature: 'later',
      ...limits,
    });
    this.#next += missing;
    this.#context.mayEnd(launched); // a neighbour that an aggressor kills is told of as such
    this.#all.push(...launched.map(watched));
    if (launched.length < missing)
      throw new NotTestable(`${missing - launched.length} of ${count} neighbours did not start`);
  }

  get count(): number {
    return this.#all.length;
  }

  get first(): Instance | undefined {
    return this.#all[0]?.instance;
  }

  /** Resolves when so many of them have begun to disturb. Throws NotTestable when one cannot. */
  async stress(aggressor: Aggressor, dose: number): Promise<void> {
    this.#stopping = undefined;
    const kib = Math.floor(this.#request.limits.memoryBytes / 1024);
    await Promise.all(
      this.#all.slice(0, dose).map(async (neighbour, position) => {
        neighbour.said = [];
        const begun = lineOf(neighbour.instance, BEGUN, this.#context, BEGIN_PATIENCE);
        neighbour.instance.send(`stress ${aggressor} ${kib} ${FIRST_PORT + position * PORTS_EACH}`);
        await begun.catch((error: unknown) => {
          this.#context.signal.throwIfAborted();
          throw new NotTestable(
            `stress-ng did not begin: ${messageOf(error)}${clause(complaintIn(neighbour.said))}`,
          );
        });
      }),
    );
  }

  /**
   * Tells all to stop, at once, if they have not been told already. Resolves when all have stopped; one that
   * does not is given up, and replaced before the next aggressor.
   */
  stop(): Promise<void> {
    return (this.#stopping ??= this.#stop());
  }

  async #stop(): Promise<void> {
    const alive = this.#all.filter(({ end }) => end === undefined);
    const stopped = alive.map((neighbour) => lineOf(neighbour.instance, 'idle', this.#context, END_PATIENCE));
    for (const { instance } of alive) instance.send('idle');
    for (const [index, result] of (await Promise.allSettled(stopped)).entries()) {
      if (result.status === 'rejected') alive[index]!.end ??= messageOf(result.reason);
    }
  }

  /** Throws NotTestable unless all of them live. */
  mustLive(): void {
    const end = this.#all.find((neighbour) => neighbour.end !== undefined)?.end;
    if (end !== undefined) throw new NotTestable(`a neighbour did not live through it: ${end}`);
  }

  /**
   * Operations per second of the `dose` that disturbed, each. Throws NotTestable unless every one of them
   * lived and did some.
   */
  operations(dose: number): number {
    const rates = this.#all.slice(0, dose).map(({ end, said }) => {
      if (end !== undefined)
        throw new NotTestable(`a neighbour did not live through it: ${end}${clause(complaintIn(said))}`);
      const rate = operationsPerSecond(said);
      if (rate === undefined || rate === 0)
        throw new NotTestable(`stress-ng did nothing${clause(complaintIn(said))}`);
      return rate;
    });
    return rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
  }

  async remove(): Promise<void> {
    await this.#context.remove(this.#all.splice(0).map(({ instance }) => instance));
  }
}

function watched(instance: Instance): Neighbour {
  const neighbour: Neighbour = { instance, end: undefined, said: [] };
  instance.onLine(({ text }) => {
    if (text.startsWith('stress-ng: ')) neighbour.said.push(text);
  });
  void instance.exited.then(({ reason }) => (neighbour.end = reason));
  return neighbour;
}

function clause(complaint: string): string {
  return complaint === '' ? '' : ` (${complaint})`;
}
