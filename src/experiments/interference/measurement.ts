import type { Instance } from '../../drivers/driver.ts';
import { formatDuration } from '../../model/units.ts';
import { quantile } from '../../stats/quantile.ts';
import { anyEnded, describeEnds } from '../alive.ts';
import type { RoundContext } from '../experiment.ts';
import type { InterferenceMetric } from './metrics.ts';
import type { Neighbours } from './neighbours.ts';
import type { Aggressor, Arm, InterferenceOptions } from './options.ts';
import { latenciesOf, Pulses, recoveredAfter } from '../pulses.ts';
import type { MeasuredVictim } from './victim.ts';

/** Until an aggressor, or a victim that has just been launched, is at its usual pace. Milliseconds. */
const SETTLE = 500;
/** Of load before the aggressors are told to stop, so that the victim is seen slow first. Milliseconds. */
const LEAD = 200;
/** Between two looks whether the victim has recovered. Milliseconds. */
const LOOK_INTERVAL = 50;
/** A victim is itself again when it answers within this multiple of its 99th percentile alone. */
const RECOVERED_FACTOR = 1.5;

interface Condition {
  readonly aggressor: Aggressor | 'idle' | 'none';
  readonly dose: number;
}

type Figures = Partial<Record<InterferenceMetric, number>>;

/** Measures one victim in one round and records what it finds. */
export class RoundMeasurement {
  readonly #context: RoundContext;
  readonly #victim: MeasuredVictim;
  readonly #arm: Arm;
  readonly #asked: InterferenceOptions;
  readonly #instance: Instance;
  #aloneP99 = 0;

  constructor(
    context: RoundContext,
    victim: MeasuredVictim,
    instance: Instance,
    arm: Arm,
    asked: InterferenceOptions,
  ) {
    this.#context = context;
    this.#victim = victim;
    this.#arm = arm;
    this.#asked = asked;
    this.#instance = instance;
  }

  /** Before the neighbours come, and again when they are gone. */
  async alone(): Promise<void> {
    this.#context.phase('measure', 'the victim alone');
    await this.#context.clock.sleep(SETTLE, this.#context.signal);
    const figures = await this.#window();
    this.#aloneP99 = figures['interference.latency.p99'] ?? 0;
    this.#record({ aggressor: 'none', dose: 0 }, 1, figures);
  }

  async besideIdle(count: number, neighbours: Neighbours): Promise<void> {
    this.#context.phase('measure', `the victim beside ${count} idle neighbours`);
    const figures = await this.#window();
    neighbours.mustLive();
    this.#record({ aggressor: 'idle', dose: count }, 1 + count, figures);
  }

  async besideAggressor(aggressor: Aggressor, dose: number, neighbours: Neighbours): Promise<void> {
    const { clock, signal } = this.#context;
    this.#context.phase('measure', `the victim beside ${aggressor} × ${dose} (${this.#arm})`);
    let figures: Figures = {};
    let recovery: number | undefined;
    try {
      await neighbours.stress(aggressor, dose);
      await clock.sleep(SETTLE, signal);
      figures = await this.#window();
      recovery = await this.#recover(neighbours);
    } finally {
      await neighbours.stop();
    }
    const operations = neighbours.operations(dose);
    this.#record({ aggressor, dose }, 1 + neighbours.count, {
      ...figures,
      'interference.operations': operations,
      ...(recovery === undefined ? {} : { 'interference.recovery': recovery }),
    });
    if (recovery === undefined) this.#warnOfSlowRecovery(aggressor, dose);
  }

  /**
   * Latency under an open load first, then what it can do in a closed loop: the one must not be the other's
   * load.
   */
  async #window(): Promise<Figures> {
    const { clock, signal } = this.#context;
    const pulses = new Pulses(this.#context, this.#victim, this.#asked.rate);
    await clock.sleep(this.#asked.window, signal);
    const sent = await pulses.stop();
    await this.#throwIfEnded();
    const latencies = latenciesOf(sent, clock.now());
    const capacity = await this.#victim.capacity(this.#context, this.#asked.capacityWindow);
    await this.#throwIfEnded();
    return {
      'interference.latency.p50': quantile(latencies, 0.5) ?? Number.NaN,
      'interference.latency.p99': quantile(latencies, 0.99) ?? Number.NaN,
      'interference.late':
        quantile(
          sent.map(({ late }) => late),
          0.99,
        ) ?? Number.NaN,
      'interference.capacity': capacity,
    };
  }

  /**
   * Tells the aggressors to stop under load, and watches until the victim is itself again or patience runs
   * out.
   */
  async #recover(neighbours: Neighbours): Promise<number | undefined> {
    const { clock, signal } = this.#context;
    const pulses = new Pulses(this.#context, this.#victim, this.#asked.rate);
    await clock.sleep(LEAD, signal);
    const told = clock.now();
    void neighbours.stop(); // it never rejects, and is waited for when the victim has recovered
    let after: number | undefined;
    while (after === undefined && clock.now() - told < this.#asked.recovery) {
      await clock.sleep(LOOK_INTERVAL, signal);
      after = recoveredAfter(pulses.sent, told, RECOVERED_FACTOR * this.#aloneP99);
    }
    await pulses.stop();
    return after;
  }

  async #throwIfEnded(): Promise<void> {
    if (anyEnded(this.#context, [this.#instance]))
      throw new Error(
        `the victim did not live through it: ${await describeEnds(this.#context, [this.#instance])}`,
      );
  }

  #record({ aggressor, dose }: Condition, density: number, figures: Figures): void {
    for (const [metric, value] of Object.entries(figures)) {
      if (Number.isFinite(value))
        this.#context.sample(metric, value, { density, parameters: { aggressor, dose, arm: this.#arm } });
    }
  }

  #warnOfSlowRecovery(aggressor: Aggressor, dose: number): void {
    this.#context.warn({
      code: 'interference-not-recovered',
      message: `${formatDuration(this.#asked.recovery)} after ${aggressor} × ${dose} (${this.#arm}) was told to stop, the victim was still slower than alone; the round has no recovery time for it`,
      advice: 'ask for a longer interference.recovery',
    });
  }
}
