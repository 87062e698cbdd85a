import { LaunchError, type DriverSession, type Instance, type LaunchSpec, type Scope } from '../driver.ts';
import { removeOwnerCgroupIfEmpty } from '../owner-cgroup.ts';
import type { Fleet } from './fleet.ts';
import { launchVm } from './launch.ts';
import { Placement } from './placement.ts';
import { virtualMachines } from './running.ts';
import type { VmInstance } from './vm-instance.ts';

export class QemuSession implements DriverSession {
  readonly #fleet: Fleet;
  readonly #closing = new AbortController();
  readonly #placement: Placement;
  readonly #underway = new Set<Promise<unknown>>();
  readonly #instances = new Set<VmInstance>();

  constructor(fleet: Fleet) {
    this.#fleet = fleet;
    this.#placement = new Placement(fleet);
  }

  async launch(spec: LaunchSpec, signal: AbortSignal): Promise<Instance> {
    if (this.#closing.signal.aborted) {
      throw new LaunchError('failed', 'the session is closed', {
        intended: spec.intended,
        requested: this.#fleet.context.clock.now(),
      });
    }
    const instance = await this.#untilClosing(signal, (either) =>
      launchVm(this.#fleet, this.#placement, spec, either),
    );
    for (const earlier of this.#instances) if (earlier.removed) this.#instances.delete(earlier);
    this.#instances.add(instance);
    return instance;
  }

  async forgetImage(): Promise<void> {
    this.#placement.forget();
  }

  async provideImage(signal: AbortSignal): Promise<void> {
    await this.#untilClosing(signal, (either) => this.#placement.provide(either));
  }

  sharedScopes(): Scope[] {
    return []; // QEMU has no daemon
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort(new Error('the session is closing'));
    await Promise.allSettled(this.#underway);
    const ends = await Promise.allSettled(
      [...this.#instances].map((instance) => instance[Symbol.asyncDispose]()),
    );
    const { context, name } = this.#fleet;
    this.#placement.release();
    removeOwnerCgroupIfEmpty(context.owner.id);
    const failures = ends.filter((end) => end.status === 'rejected').map((end): unknown => end.reason);
    const remaining = virtualMachines().filter((vm) => vm.name.startsWith(`${context.owner.id}-${name}-`));
    if (remaining.length > 0)
      failures.push(
        new Error(`still running: ${remaining.map((vm) => `${vm.name} (process ${vm.pid})`).join(', ')}`),
      );
    if (failures.length > 0)
      throw new AggregateError(failures, `the virtual machines of ${name} could not all be removed`);
  }

  /** Work that ends when the session closes, which waits for it. */
  async #untilClosing<T>(signal: AbortSignal, begin: (either: AbortSignal) => Promise<T>): Promise<T> {
    const work = begin(AbortSignal.any([signal, this.#closing.signal]));
    this.#underway.add(work);
    try {
      return await work;
    } finally {
      this.#underway.delete(work);
    }
  }
}
