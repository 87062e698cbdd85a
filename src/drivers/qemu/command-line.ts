import { timeStampCounterKHz } from '../../host/tsc.ts';
import { kernelCommandLine, type Accelerator, type Machine } from './machine.ts';

/**
 * Guest memory that is a file. Shared: what the guest writes is written to the file. Private: it is the VM's
 * own copy of that page.
 */
export interface MemoryFile {
  readonly path: string;
  readonly mapping: 'shared' | 'private';
}

export interface VirtualMachine {
  /** Shown by `ps` and looked for by sweeps. */
  readonly name: string;
  readonly machine: Machine;
  readonly accelerator: Accelerator;
  readonly memoryBytes: number;
  readonly cpus: number;
  readonly network: 'none' | 'user';
  readonly kernel: string;
  readonly initramfs: string;
  /**
   * Where the guest's memory is; QEMU's own, anonymous memory when undefined. A private file's contents await
   * a saved state.
   */
  readonly memoryFile: MemoryFile | undefined;
  /** The image's root filesystem; a guest that only has to say that it runs needs none. */
  readonly disk: string | undefined;
}

/**
 * Descriptors that QEMU inherits, each one end of a connected pair: no path, no name to clash, no port to
 * guess.
 */
export const DESCRIPTORS = { qmp: 3, console: 4, workload: 5, control: 6, state: 7 } as const;

/** The network that QEMU's user-mode stack gives every guest, each its own (qemu(1), -netdev user). */
export const USER_NETWORK = { address: '10.0.2.15', gateway: '10.0.2.2', nameserver: '10.0.2.3' } as const;

/**
 * Megabytes of translated code kept. QEMU's default is a quarter of the host's share and costs 18 MiB more a
 * VM.
 */
const TRANSLATION_CACHE = 32;

/** QEMU rounds memory up to this, and then wants a memory file of exactly that size. */
const MEMORY_UNIT = 8 * 1024;

/** QEMU's arguments. The VM is created stopped: `cont` starts it. */
export function commandLine(vm: VirtualMachine): string[] {
  const memory = `${Math.ceil(vm.memoryBytes / MEMORY_UNIT) * (MEMORY_UNIT / 1024)}k`;
  const device = (name: string, rest = ''): string[] => ['-device', `virtio-${name}-pci${rest}`];
  const channel = (name: Exclude<keyof typeof DESCRIPTORS, 'state'>): string[] => [
    '-chardev',
    `socket,id=${name},fd=${DESCRIPTORS[name]}`,
  ];
  return [
    ...['-name', vm.name],
    ...[
      '-machine',
      `${vm.machine.type}${vm.machine.properties}${vm.memoryFile === undefined ? '' : ',memory-backend=memory'}`,
    ],
    ...['-accel', vm.accelerator === 'tcg' ? `tcg,tb-size=${TRANSLATION_CACHE}` : 'kvm'],
    ...['-cpu', vm.accelerator === 'tcg' ? 'max' : 'host'],
    ...['-m', memory],
    ...(vm.memoryFile === undefined ? [] : memoryFileArguments(vm.memoryFile, memory)),
    ...['-smp', String(vm.cpus)],
    ...['-nodefaults', '-no-user-config', '-no-reboot', '-S'],
    ...['-display', 'none'],
    ...['-kernel', vm.kernel],
    ...['-initrd', vm.initramfs],
    ...['-append', kernelCommandLine(vm.machine, vm.accelerator, timeStampCounterKHz())],
    ...[...channel('qmp'), '-mon', 'chardev=qmp,mode=control'],
    ...[...channel('console'), '-serial', 'chardev:console'],
    ...device('serial'),
    ...[...channel('workload'), '-device', 'virtserialport,chardev=workload,nr=1,name=workload'],
    ...[...channel('control'), '-device', 'virtserialport,chardev=control,nr=2,name=control'],
    ...(vm.disk === undefined
      ? []
      : [
          '-drive',
          `if=none,id=image,format=raw,readonly=on,file.locking=off,file=${escaped(vm.disk)}`,
          ...device('blk', ',drive=image'),
        ]),
    ...(vm.network === 'none'
      ? []
      : ['-netdev', 'user,id=network,ipv6=off', ...device('net', ',netdev=network,romfile=')]),
  ];
}

/** Same topology for both kinds, or a state saved by one would not fit the other. */
function memoryFileArguments({ path, mapping }: MemoryFile, size: string): string[] {
  const object = `memory-backend-file,id=memory,size=${size},share=${mapping === 'shared' ? 'on' : 'off'},mem-path=${escaped(path)}`;
  return ['-object', object, ...(mapping === 'private' ? ['-incoming', 'defer'] : [])];
}

/** A comma ends an option's value unless it is doubled. */
function escaped(path: string): string {
  return path.replaceAll(',', ',,');
}
