import { join } from 'node:path';
import { removeTree } from '../../host/files.ts';
import { isRoot } from '../../host/platform.ts';
import { IsodenseError } from '../../model/errors.ts';
import type { DeadOwner, Swept } from '../../model/owner.ts';
import type { Availability, Driver, DriverContext, OpenRequest, Technology } from '../driver.ts';
import { probeKvm, type KvmOutcome } from './accelerator.ts';
import { assembleEmulator, type Emulator } from './emulator.ts';
import type { Accelerator } from './machine.ts';
import { qemuOptions, type QemuOptions } from './options.ts';
import { RootDisks } from './root-disk.ts';
import { QemuSession } from './session.ts';
import { sweepVms } from './sweep.ts';

export const qemuTechnology: Technology<QemuOptions> = {
  name: 'qemu',
  summary: 'a virtual machine of its own for each instance, booted by QEMU with the image as its disk',
  options: qemuOptions,
  examples: { vm: {}, 'vm from a template': { start: 'template' } },
  conflicts: ({ network }, { ready }) =>
    network === 'none' && (ready.kind === 'tcp' || ready.kind === 'http')
      ? `${ready.kind} readiness needs a network: use network: user, or ready: { log: TEXT }`
      : undefined,
  open: (context) => new QemuDriver(context),
};

class QemuDriver implements Driver<QemuOptions> {
  readonly technology = qemuTechnology;
  readonly #context: DriverContext;
  readonly #disks: RootDisks;
  readonly #emulators = new Map<string, Promise<Emulator>>();
  /** Asked once: whether KVM works is a fact about the host. */
  readonly #kvm = new Map<'host', Promise<KvmOutcome>>();
  readonly #sessions = new Set<QemuSession>();

  constructor(context: DriverContext) {
    this.#context = context;
    this.#disks = new RootDisks(context);
  }

  async check(options: QemuOptions, signal: AbortSignal): Promise<Availability> {
    try {
      const emulator = await this.#emulator(options, signal);
      const { accelerator, why } = await this.#accelerator(options, emulator, signal);
      return {
        usable: true,
        versions: {
          qemu: emulator.version,
          'guest kernel': emulator.kernelRelease,
          machine: emulator.machine.type,
          accelerator: why === undefined ? accelerator : `${accelerator} (KVM not used: ${why})`,
        },
        label: labelOf(accelerator, options),
      };
    } catch (error) {
      if (error instanceof IsodenseError && error.kind === 'unavailable')
        return { usable: false, reason: error.message, hint: error.hint ?? '' };
      throw error;
    }
  }

  async open({ name, options, image, signal }: OpenRequest<QemuOptions>): Promise<QemuSession> {
    const emulator = await this.#emulator(options, signal);
    const { accelerator } = await this.#accelerator(options, emulator, signal);
    const session = new QemuSession({
      context: this.#context,
      name,
      options,
      image,
      emulator,
      accelerator,
      disks: this.#disks,
    });
    this.#sessions.add(session);
    return session;
  }

  sweep(dead: readonly DeadOwner[], isAlive: (ownerId: string) => boolean): Promise<Swept> {
    const { cacheDirectory, clock } = this.#context;
    return sweepVms({ dead, isAlive, cacheDirectory, clock });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ends = await Promise.allSettled(
      [...this.#sessions].map((session) => session[Symbol.asyncDispose]()),
    );
    this.#sessions.clear();
    this.#emulators.clear();
    removeTree(join(this.#context.stateDirectory, 'qemu'));
    const failures = ends.filter((end) => end.status === 'rejected').map((end): unknown => end.reason);
    if (failures.length > 0) throw new AggregateError(failures, 'virtual machines could not all be removed');
  }

  /**
   * Assembled once for each configuration. A failure is not remembered: the user may have installed what was
   * missing.
   */
  #emulator(options: QemuOptions, signal: AbortSignal): Promise<Emulator> {
    const { machine, network, kernel } = options;
    requireRootForLimits(options);
    return remembered(this.#emulators, JSON.stringify([machine, network, kernel]), () =>
      assembleEmulator(this.#context, options, signal),
    );
  }

  async #accelerator(
    { accel }: QemuOptions,
    emulator: Emulator,
    signal: AbortSignal,
  ): Promise<{ accelerator: Accelerator; why?: string }> {
    if (accel === 'tcg') return { accelerator: 'tcg' };
    const name = `${this.#context.owner.id}-probe-0`;
    const outcome = await remembered(this.#kvm, 'host', () =>
      probeKvm(emulator, name, this.#context.clock, signal),
    );
    if (outcome.works) return { accelerator: 'kvm' };
    if (accel === 'auto') return { accelerator: 'tcg', why: outcome.why };
    throw new IsodenseError('unavailable', `KVM does not run guests here: ${outcome.why}`, {
      hint: 'use accel: auto or tcg to have the CPU emulated, or a host with working (nested) virtualization',
    });
  }
}

function labelOf(accelerator: Accelerator, { start }: QemuOptions): string | null {
  const parts = [
    ...(accelerator === 'tcg' ? ['emulated CPU (TCG)'] : []),
    ...(start === 'template' ? ['cloned from a template'] : []),
  ];
  return parts.length === 0 ? null : parts.join(', ');
}

function requireRootForLimits({ cpuQuota, cpuWeight, cpuset, pids }: QemuOptions): void {
  if (isRoot() || [cpuQuota, cpuWeight, cpuset, pids].every((limit) => limit === undefined)) return;
  throw new IsodenseError('unavailable', 'limits of a VM are set on a cgroup, and only root can make one', {
    hint: 'run as root, or leave cpuQuota, cpuWeight, cpuset and pids out',
  });
}

async function remembered<Key, Value>(
  known: Map<Key, Promise<Value>>,
  key: Key,
  make: () => Promise<Value>,
): Promise<Value> {
  let value = known.get(key);
  if (value === undefined) {
    value = make();
    known.set(key, value);
    value.catch(() => known.delete(key));
  }
  return await value;
}
