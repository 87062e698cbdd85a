import type { Clock } from '../../host/clock.ts';
import { isReadable } from '../../host/files.ts';
import { commandLine } from './command-line.ts';
import { ControlChannel } from './control-channel.ts';
import type { Emulator } from './emulator.ts';
import { QmpClient } from './qmp.ts';
import { startVmm } from './vmm.ts';
import { DEADLINES } from '../../model/deadlines.ts';

export type KvmOutcome = { readonly works: true } | { readonly works: false; readonly why: string };

/**
 * Whether KVM really runs a guest here. /dev/kvm can be there, make VMs and run them a hundred times too
 * slowly or not at all (nested virtualization), so only a guest that says within a deadline that it has
 * booted is an answer.
 */
export async function probeKvm(
  emulator: Emulator,
  name: string,
  clock: Clock,
  signal: AbortSignal,
): Promise<KvmOutcome> {
  if (!isReadable('/dev/kvm')) return { works: false, why: '/dev/kvm is absent or not readable' };
  const args = commandLine({
    ...{
      name,
      machine: emulator.machine,
      accelerator: 'kvm',
      memoryBytes: 128 * 2 ** 20,
      cpus: 1,
      network: 'none',
    },
    ...{ kernel: emulator.kernel, initramfs: emulator.initramfs, disk: undefined, memoryFile: undefined },
  });
  const vmm = startVmm({ program: emulator.program, args, cgroup: null, limits: {}, clock });
  const settled = new AbortController();
  for (const unused of [vmm.channels.console, vmm.channels.workload]) unused.resume();
  try {
    const booted = new Promise<KvmOutcome>((resolve) => {
      new ControlChannel(vmm.channels.control, { booted: () => resolve({ works: true }) });
    });
    const ended = vmm.ended.then((): KvmOutcome => ({
      works: false,
      why: vmm.errors.split('\n')[0] || 'QEMU ended at once',
    }));
    const late = clock
      .sleep(DEADLINES.kvmTrial, AbortSignal.any([signal, settled.signal]))
      .then((): KvmOutcome => ({
        works: false,
        why: `a guest did not boot within ${DEADLINES.kvmTrial / 1_000} s`,
      }));
    void QmpClient.connect(vmm.channels.qmp, clock)
      .then((qmp) => qmp.execute('cont'))
      .catch(() => {}); // then the VM ends, which is an answer
    return await Promise.race([booted, ended, late]);
  } finally {
    settled.abort();
    await vmm.stop(undefined);
  }
}
