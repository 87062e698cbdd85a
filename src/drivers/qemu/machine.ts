import type { QemuOptions } from './options.ts';

export type Accelerator = 'kvm' | 'tcg';
export type MachineType = 'microvm' | 'q35' | 'virt';

/** What differs between the machines that a guest can run on. */
export interface Machine {
  readonly type: MachineType;
  /** As OCI names it. */
  readonly architecture: 'amd64' | 'arm64';
  /** The emulator program, as Debian names it. */
  readonly program: string;
  readonly debianPackage: string;
  /** The machine's properties, as QEMU's -machine takes them after its name. */
  readonly properties: string;
  /** The kernel's name of the serial port that QEMU calls its first. */
  readonly console: string;
}

/**
 * Devices are on PCI everywhere, on a microvm too: by its other bus every virtio queue has 1,024 places
 * whatever the device asks for, and a guest fills those of a serial port with a page each: 12 MiB of its
 * memory gone.
 */
const MACHINES: Readonly<Record<MachineType, Machine>> = {
  microvm: {
    type: 'microvm',
    architecture: 'amd64',
    program: 'qemu-system-x86_64',
    debianPackage: 'qemu-system-x86',
    properties: ',pcie=on',
    console: 'ttyS0',
  },
  q35: {
    type: 'q35',
    architecture: 'amd64',
    program: 'qemu-system-x86_64',
    debianPackage: 'qemu-system-x86',
    properties: '',
    console: 'ttyS0',
  },
  virt: {
    type: 'virt',
    architecture: 'arm64',
    program: 'qemu-system-aarch64',
    debianPackage: 'qemu-system-arm',
    properties: '',
    console: 'ttyAMA0',
  },
};

/** The machine for a host's architecture (as OCI names it); undefined where there is none of that kind. */
export function machineFor(wanted: QemuOptions['machine'], architecture: string): Machine | undefined {
  if (architecture === 'amd64') return MACHINES[wanted === 'auto' ? 'microvm' : wanted];
  return architecture === 'arm64' && wanted === 'auto' ? MACHINES.virt : undefined;
}

/** Ticks a second of the distributions' kernels, which `lpj` (delay loops per tick) is counted in. */
const KERNEL_HZ = 250;

/**
 * The kernel's command line. `quiet`: the serial port is slow, and what is printed before a panic comes out
 * anyway.
 *
 * An emulated microvm has no dependable clock to calibrate its timers by: one boot in five hangs there unless
 * the kernel is told the results. Its time-stamp counter is the host's, so the host's rate is the true one;
 * with another, time in the guest would run too fast or too slow.
 */
export function kernelCommandLine(
  machine: Machine,
  accelerator: Accelerator,
  hostCounterKHz: number | undefined,
): string {
  const counter = hostCounterKHz ?? 2_000_000;
  const uncalibrated = machine.type === 'microvm' && accelerator === 'tcg';
  return [
    `console=${machine.console}`,
    'quiet',
    'panic=-1', // reboot at once, which -no-reboot turns into an exit
    'cryptomgr.notests', // a tenth of an emulated boot, for ciphers that the kernel's makers have tested
    ...(machine.type === 'microvm' ? ['reboot=t'] : []),
    ...(uncalibrated
      ? ['no_timer_check', `lpj=${(counter * 1_000) / KERNEL_HZ}`, `tsc_early_khz=${counter}`, 'tsc=reliable']
      : []),
  ].join(' ');
}
