import { isRoot } from '../../host/platform.ts';
import type { PreparedImage } from '../../image/image.ts';
import type { DriverContext } from '../driver.ts';
import { ownerCgroup } from '../owner-cgroup.ts';
import type { VirtualMachine } from './command-line.ts';
import type { Emulator } from './emulator.ts';
import type { Accelerator } from './machine.ts';
import type { QemuOptions } from './options.ts';
import type { RootDisks } from './root-disk.ts';

/** What all VMs of one session have in common. */
export interface Fleet {
  readonly context: DriverContext;
  readonly name: string;
  readonly options: QemuOptions;
  readonly image: PreparedImage;
  readonly emulator: Emulator;
  readonly accelerator: Accelerator;
  readonly disks: RootDisks;
}

/** One VM of the fleet; `suffix` tells it from the others: its index, or what else it is for. */
export function machineOf(
  { context, name, options, emulator, accelerator }: Fleet,
  suffix: string,
  rest: Pick<VirtualMachine, 'disk' | 'memoryFile' | 'memoryBytes'>,
): VirtualMachine {
  const { machine, kernel, initramfs } = emulator;
  const { cpus, network } = options;
  return {
    name: `${context.owner.id}-${name}-${suffix}`,
    machine,
    accelerator,
    cpus,
    network,
    kernel,
    initramfs,
    ...rest,
  };
}

/** Where its process is accounted; null where this process may make no cgroups. */
export function cgroupOf({ context, name }: Fleet, suffix: string): string | null {
  return isRoot() ? `${ownerCgroup(context.owner.id)}/${name}-${suffix}` : null;
}
