import { LATENCY_LIMIT, type DensitySample } from './metrics.ts';
import type { Instance } from '../../drivers/driver.ts';
import { IsodenseError } from '../../model/errors.ts';
import { formatDuration } from '../../model/units.ts';
import { quantile } from '../../stats/quantile.ts';
import type { RoundContext } from '../experiment.ts';
import { heartbeatOf } from '../heartbeat.ts';
import { HttpConnections } from '../http-connections.ts';
import { latenciesOf, Pulses } from '../pulses.ts';
import type { Victim } from '../victim.ts';
import type { Stop } from './fleet-under-guard.ts';
import type { DensityOptions } from './options.ts';

/** Until neighbours that were told to work are at their usual pace. Milliseconds. */
const WARM_UP = 500;
const METRIC: DensitySample = 'density.victimP99';

/**
 * The service level of the ramp: the oldest instance, one of those that are counted, answers a steady load at
 * every density, while the others idle or work. All stamps are the harness's, and latency counts from the
 * intended time.
 */
export class Service implements Disposable {
  readonly #context: RoundContext;
  readonly #asked: DensityOptions;
  #victim: { readonly of: Instance; readonly victim: Victim } | undefined;
  /**
   * 99th percentile with nobody beside it, also of a try that was interrupted; undefined until it was
   * measured. Milliseconds.
   */
  #alone: number | undefined;

  constructor(context: RoundContext, asked: DensityOptions) {
    this.#context = context;
    this.#asked = asked;
    const samples = context.journal.filter((record) => record.kind === 'sample');
    this.#alone = samples.findLast(({ metric, density }) => metric === METRIC && density === 1)?.value;
  }

  /**
   * Why the service is not good enough among these instances, the oldest first; undefined where it is, or
   * nobody asked.
   */
  async stop(instances: readonly Instance[], signal: AbortSignal): Promise<Stop | undefined> {
    const { victimP99: asked } = this.#asked.stop;
    const [oldest, ...others] = instances;
    if (asked === undefined || oldest === undefined) return undefined;
    this.#context.phase('measure', `one of ${instances.length} instances under load`);
    const p99 = await this.#p99(this.#victimOf(oldest), others, signal);
    this.#context.sample(METRIC, p99, { density: instances.length });
    if (others.length === 0) this.#alone = p99;
    const most = asked.kind === 'time' ? asked.ms : asked.times * (this.#alone ?? p99);
    if (p99 <= most) return undefined;
    const rule = asked.kind === 'time' ? '' : `, ${asked.times} times what it was alone`;
    return {
      boundBy: LATENCY_LIMIT,
      detail: `the 99th percentile of the latency of one instance among ${instances.length} was ${formatDuration(p99)} at ${this.#asked.load.rate} requests per second, and ${formatDuration(most)}${rule} is the most allowed`,
    };
  }

  [Symbol.dispose](): void {
    this.#victim?.victim[Symbol.dispose]();
    this.#victim = undefined;
  }

  async #p99(victim: Victim, others: readonly Instance[], signal: AbortSignal): Promise<number> {
    const { clock } = this.#context;
    const { neighbours, load } = this.#asked;
    await using _ = await this.#context.hurry();
    try {
      if (neighbours === 'busy') for (const instance of others) instance.send('work');
      await clock.sleep(WARM_UP, signal);
      const pulses = new Pulses({ clock, signal }, victim, load.rate);
      await clock.sleep(load.window, signal);
      const sent = await pulses.stop();
      if (others.length === 0 && sent.every(({ answered }) => answered === undefined))
        throw this.#silence(sent.length);
      return quantile(latenciesOf(sent, clock.now()), 0.99) ?? Infinity;
    } finally {
      if (neighbours === 'busy') for (const instance of others) instance.send('idle');
    }
  }

  #silence(requests: number): IsodenseError {
    const { http } = this.#asked.load;
    const what = http === undefined ? 'heartbeats' : `requests for ${http.path} on ${http.port}`;
    return new IsodenseError(
      'unavailable',
      `density.stop.victimP99: none of ${requests} ${what} was answered by an instance that ran alone`,
      {
        hint:
          http === undefined
            ? 'only the builtin images answer heartbeats: give load: { http: /PATH on PORT } for your own'
            : 'check that path and port answer with 200, and that the variant has a network',
      },
    );
  }

  /** Its answers are told apart by their numbers, so one instance has one victim for as long as it lives. */
  #victimOf(instance: Instance): Victim {
    if (this.#victim?.of !== instance) {
      this[Symbol.dispose]();
      this.#victim = {
        of: instance,
        victim:
          this.#asked.load.http === undefined
            ? heartbeatOf(instance)
            : this.#serverIn(instance, this.#asked.load.http),
      };
    }
    return this.#victim.victim;
  }

  #serverIn(instance: Instance, { path, port }: { readonly path: string; readonly port: number }): Victim {
    const dial = instance.dial?.bind(instance);
    if (dial === undefined)
      throw new IsodenseError(
        'unavailable',
        `density.load.http: port ${port} of an instance cannot be reached: the variant has no network that the harness reaches`,
        { hint: 'give the variant a network, or leave load.http out' },
      );
    const { clock, signal } = this.#context;
    const connections = new HttpConnections(() => dial(port, signal), path);
    return {
      // A request that fails stays unanswered: it counts as long as it was waited for.
      ask: (answered) =>
        void connections.get().then(
          () => answered(clock.now()),
          () => {},
        ),
      [Symbol.dispose]: () => connections.close(),
    };
  }
}
