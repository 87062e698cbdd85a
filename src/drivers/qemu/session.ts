import type { Scope } from '../../model/host-access.ts';
import type { DriverSession, Instance, LaunchSpec } from '../driver.ts';
import { Launching } from '../launching.ts';
import { removeOwnerCgroupIfEmpty } from '../owner-cgroup.ts';
import type { Fleet } from './fleet.ts';
import { vmSteps } from './launch.ts';
import { Placement } from './placement.ts';
import { virtualMachines } from './running.ts';
import type { VmInstance } from './vm-instance.ts';

export class QemuSession implements DriverSession {
  readonly nodes: DriverSession['nodes'];
  readonly #fleet: Fleet;
  readonly #placement: Placement;
  readonly #launching: Launching<VmInstance>;

  constructor(fleet: Fleet) {
    this.nodes = [fleet.context.host];
    this.#fleet = fleet;
    this.#placement = new Placement(fleet);
    this.#launching = new Launching(fleet.context);
  }

  launch(spec: LaunchSpec, signal: AbortSignal): Promise<Instance> {
    const steps = vmSteps(this.#fleet, this.#placement, (vm) => this.#launching.removed(vm));
    return this.#launching.launch(spec, signal, steps);
  }

  async forgetImage(): Promise<void> {
    this.#placement.forget();
  }

  async provideImage(signal: AbortSignal): Promise<void> {
    await this.#launching.untilClosing(signal, (either) => this.#placement.provide(either));
  }

  sharedScopes(): Scope[] {
    return []; // QEMU has no daemon
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const failures = [...(await this.#launching.close())];
    const { context, name } = this.#fleet;
    this.#placement.release();
    removeOwnerCgroupIfEmpty(context.owner.id);
    const remaining = virtualMachines().filter((vm) => vm.name.startsWith(`${context.owner.id}-${name}-`));
    if (remaining.length > 0)
      failures.push(
        new Error(`still running: ${remaining.map((vm) => `${vm.name} (process ${vm.pid})`).join(', ')}`),
      );
    if (failures.length > 0)
      throw new AggregateError(failures, `the virtual machines of ${name} could not all be removed`);
  }
}
