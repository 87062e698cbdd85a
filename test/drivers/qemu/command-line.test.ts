import { describe, expect, it } from 'vitest';
import { commandLine, type VirtualMachine } from '../../../src/drivers/qemu/command-line.ts';
import { kernelCommandLine, machineFor } from '../../../src/drivers/qemu/machine.ts';

const vm: VirtualMachine = {
  ...{
    name: 'isd-0123456789-vm-0',
    machine: machineFor('auto', 'amd64')!,
    accelerator: 'tcg',
    memoryBytes: 96 * 2 ** 20,
    cpus: 2,
    network: 'none',
  },
  ...{ kernel: '/k', initramfs: '/i', disk: '/cache/a,b.ext4', memoryFile: undefined },
};

/** Values of an option that may be given several times. */
function valuesOf(option: string, args: readonly string[]): string[] {
  return args.flatMap((argument, index) => (argument === option ? [args[index + 1] ?? ''] : []));
}

describe('the command line of a virtual machine', () => {
  it('has the memory, CPUs and accelerator that were asked for, and starts nothing yet', () => {
    const args = commandLine(vm);
    expect(valuesOf('-m', args)).toEqual(['98304k']);
    expect(valuesOf('-smp', args)).toEqual(['2']);
    expect(valuesOf('-accel', args)).toEqual(['tcg,tb-size=32']);
    expect(args).toContain('-S');
  });

  it("opens the image's disk for reading only, whatever its path contains", () => {
    expect(valuesOf('-drive', commandLine(vm))[0]).toMatch(/readonly=on.*file=\/cache\/a,,b\.ext4$/);
  });

  it('has a network card only when a network is asked for', () => {
    expect(valuesOf('-netdev', commandLine(vm))).toEqual([]);
    expect(valuesOf('-netdev', commandLine({ ...vm, network: 'user' }))).toHaveLength(1);
    expect(
      valuesOf('-device', commandLine({ ...vm, network: 'user' })).some((device) =>
        device.startsWith('virtio-net-pci'),
      ),
    ).toBe(true);
  });

  it('keeps memory in a file, shared by a template and private to its copies, which await a state', () => {
    const [template, copy] = (['shared', 'private'] as const).map((mapping) =>
      commandLine({ ...vm, memoryBytes: 100_000_000, memoryFile: { path: '/state/a,b', mapping } }),
    );
    // QEMU rounds -m up to 8 KiB and then refuses a file of any other size.
    for (const args of [template!, copy!]) {
      expect(valuesOf('-m', args)).toEqual(['97664k']);
      expect(valuesOf('-object', args)[0]).toMatch(
        /^memory-backend-file,id=memory,size=97664k,share=(on|off),mem-path=\/state\/a,,b$/,
      );
      expect(valuesOf('-machine', args)[0]).toMatch(/,memory-backend=memory$/);
    }
    expect(valuesOf('-object', template!)[0]).toContain('share=on');
    expect(valuesOf('-object', copy!)[0]).toContain('share=off');
    expect([template!, copy!].map((args) => valuesOf('-incoming', args))).toEqual([[], ['defer']]);
    expect(commandLine(vm)).not.toContain('-object');
  });

  it('attaches devices to PCI, which a microvm has when it is asked for', () => {
    expect(valuesOf('-machine', commandLine(vm))).toEqual(['microvm,pcie=on']);
    expect(valuesOf('-machine', commandLine({ ...vm, machine: machineFor('q35', 'amd64')! }))).toEqual([
      'q35',
    ]);
    expect(valuesOf('-device', commandLine(vm))).toContain('virtio-serial-pci');
  });
});

describe('the machine of a host', () => {
  it('is picked by architecture, and absent where there is none of that kind', () => {
    expect(machineFor('auto', 'amd64')?.type).toBe('microvm');
    expect(machineFor('auto', 'arm64')?.program).toBe('qemu-system-aarch64');
    expect(machineFor('q35', 'arm64')).toBeUndefined();
    expect(machineFor('auto', 's390x')).toBeUndefined();
  });
});

describe("the kernel's command line", () => {
  const microvm = machineFor('microvm', 'amd64')!;

  it("tells an emulated microvm the rates that it cannot measure: those of the host's counter", () => {
    const words = kernelCommandLine(microvm, 'tcg', 2_800_000).split(' ');
    expect(words).toEqual(
      expect.arrayContaining(['no_timer_check', 'tsc_early_khz=2800000', 'lpj=11200000']),
    );
  });

  it('lets every other machine measure for itself', () => {
    for (const line of [
      kernelCommandLine(microvm, 'kvm', 2_800_000),
      kernelCommandLine(machineFor('q35', 'amd64')!, 'tcg', 2_800_000),
    ]) {
      expect(line).not.toMatch(/tsc|lpj|no_timer_check/);
    }
  });
});
