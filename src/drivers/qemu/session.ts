import { removeCgroupIfEmpty } from '../../host/cgroup.ts';
import { LaunchError, type DriverSession, type Instance, type LaunchSpec, type Scope } from '../driver.ts';
import { launchVm, type Fleet } from './launch.ts';
import { virtualMachines } from './running.ts';
import type { VmInstance } from './vm-instance.ts';

export class QemuSession implements DriverSession {
  readonly #fleet: Fleet;
  readonly #closing = new AbortController();
  readonly #launching = new Set<Promise<unknown>>();
  readonly #instances = new Set<VmInstance>();

  constructor(fleet: Fleet) {
    this.#fleet = fleet;
  }

  async launch(spec: LaunchSpec, signal: AbortSignal): Promise<Instance> {
    if (this.#closing.signal.aborted) {
      throw new LaunchError('failed', 'the session is closed', { intended: spec.intended, requested: this.#fleet.context.clock.now() });
    }
    const launching = launchVm(this.#fleet, spec, AbortSignal.any([signal, this.#closing.signal]));
    this.#launching.add(launching);
    try {
      const instance = await launching;
      for (const earlier of this.#instances) if (earlier.removed) this.#instances.delete(earlier);
      this.#instances.add(instance);
      return instance;
    } finally {
      this.#launching.delete(launching);
    }
  }

  async forgetImage(): Promise<void> {
    this.#fleet.disks.forget(this.#fleet.image);
  }

  async provideImage(signal: AbortSignal): Promise<void> {
    await this.#fleet.disks.provide(this.#fleet.image, signal);
  }

  sharedScopes(): Scope[] {
    return []; // QEMU has no daemon
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort(new Error('the session is closing'));
    await Promise.allSettled(this.#launching);
    const ends = await Promise.allSettled([...this.#instances].map((instance) => instance[Symbol.asyncDispose]()));
    const { context, name } = this.#fleet;
    for (const path of [`/isodense/${context.owner.id}`, '/isodense']) removeCgroupIfEmpty(path);
    const failures = ends.filter((end) => end.status === 'rejected').map((end): unknown => end.reason);
    const remaining = virtualMachines().filter((vm) => vm.name.startsWith(`${context.owner.id}-${name}-`));
    if (remaining.length > 0) failures.push(new Error(`still running: ${remaining.map((vm) => `${vm.name} (process ${vm.pid})`).join(', ')}`));
    if (failures.length > 0) throw new AggregateError(failures, `the virtual machines of ${name} could not all be removed`);
  }
}
