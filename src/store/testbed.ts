import { cpu, mem, osInfo, system } from 'systeminformation';
import { cgroupVersion } from '../host/cgroup.ts';
import { coreCount, hostArchitecture, hostName, nodeVersion } from '../host/platform.ts';
import { readKernelText } from '../host/procfs.ts';
import type { Testbed } from '../model/testbed.ts';

/** Kernel settings that affect the figures. If a file is missing, the host does not have the feature. */
const SETTINGS: Readonly<Record<string, string>> = {
  'transparent huge pages': '/sys/kernel/mm/transparent_hugepage/enabled',
  'same-page merging (ksm)': '/sys/kernel/mm/ksm/run',
  swappiness: '/proc/sys/vm/swappiness',
  'memory overcommit': '/proc/sys/vm/overcommit_memory',
  'frequency governor': '/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor',
  'clock source': '/sys/devices/system/clocksource/clocksource0/current_clocksource',
  pid_max: '/proc/sys/kernel/pid_max',
};

/** Takes the fingerprint of this host (systeminformation, procfs, sysfs). */
export async function readTestbed(): Promise<Testbed> {
  const [processor, memory, os, machine] = await Promise.all([cpu(), mem(), osInfo(), system()]);
  return {
    hostname: hostName(),
    operatingSystem: `${os.distro} ${os.release}`.trim(),
    kernel: readKernelText('/proc/sys/kernel/osrelease') ?? os.kernel,
    bootId: readKernelText('/proc/sys/kernel/random/boot_id') ?? '',
    architecture: hostArchitecture(),
    cpuModel: `${processor.manufacturer} ${processor.brand}`.trim(),
    cores: coreCount(),
    memoryBytes: memory.total,
    swapBytes: memory.swaptotal,
    cgroupVersion: cgroupVersion(),
    virtualization: machine.virtual
      ? machine.virtualHost || 'a virtual machine'
      : underHypervisor()
        ? 'a virtual machine'
        : 'none',
    settings: Object.fromEntries(
      Object.entries(SETTINGS).map(([name, file]) => [name, chosen(readKernelText(file)) ?? 'absent']),
    ),
    nodeVersion: nodeVersion(),
  };
}

/**
 * The CPU's own flag for it (CPUID leaf 1, ECX bit 31), for hypervisors that the firmware tables do not
 * name.
 */
function underHypervisor(): boolean {
  return /^flags\s*:.*\bhypervisor\b/m.test(readKernelText('/proc/cpuinfo') ?? '');
}

/** Some files list all choices, with the current one in brackets: `always [madvise] never`. */
function chosen(text: string | undefined): string | undefined {
  return text === undefined ? undefined : (/\[(.+?)\]/.exec(text)?.[1] ?? text);
}
