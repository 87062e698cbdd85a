import type { CgroupLimits } from '../../host/cgroup.ts';
import { isRoot } from '../../host/platform.ts';
import { argumentsOf, type PreparedImage } from '../../image/image.ts';
import { messageOf } from '../../model/errors.ts';
import type { LaunchMarks } from '../../model/records.ts';
import { formatDuration } from '../../model/units.ts';
import { LaunchError, type DriverContext, type LaunchSpec } from '../driver.ts';
import { waitUntilReady } from '../readiness.ts';
import { commandLine, USER_NETWORK } from './command-line.ts';
import { Deadline, unlessAborted } from './deadline.ts';
import type { Emulator } from './emulator.ts';
import { launchScript } from './launch-script.ts';
import type { Accelerator } from './machine.ts';
import type { QemuOptions } from './options.ts';
import type { RootDisks } from './root-disk.ts';
import { VmInstance } from './vm-instance.ts';
import { startVmm } from './vmm.ts';

/** What all launches of one session have in common. */
export interface Fleet {
  readonly context: DriverContext;
  readonly name: string;
  readonly options: QemuOptions;
  readonly image: PreparedImage;
  readonly emulator: Emulator;
  readonly accelerator: Accelerator;
  readonly disks: RootDisks;
}

type Marks = { -readonly [Name in keyof LaunchMarks]: LaunchMarks[Name] };

/** Launches one VM and waits for its workload. Rejects with a LaunchError and then leaves nothing behind. */
export async function launchVm(fleet: Fleet, spec: LaunchSpec, outer: AbortSignal): Promise<VmInstance> {
  const { clock } = fleet.context;
  const marks: Marks = { intended: spec.intended, requested: clock.now() };
  using deadline = new Deadline(clock, spec.workload.timeoutMs, outer, `not ready within ${formatDuration(spec.workload.timeoutMs)}`);
  let vm: VmInstance | undefined;
  try {
    const disk = await diskFor(fleet, marks, deadline.signal);
    deadline.signal.throwIfAborted();
    vm = startVm(fleet, spec, disk, marks);
    await unlessAborted(vm.connect(), deadline.signal);
    marks.created = clock.now();
    await unlessAborted(vm.start(scriptFor(fleet, spec)), deadline.signal);
    marks.started = clock.now();
    marks.ready = await waitUntilReady(vm, spec.workload.ready, clock, deadline.signal);
    if (vm.firstByteAt !== undefined && vm.firstByteAt <= marks.ready) marks.firstOutput = vm.firstByteAt;
    await unlessAborted(vm.memoryReported, deadline.signal);
    return vm;
  } catch (error) {
    const words = vm?.lastWords() ?? '';
    await vm?.[Symbol.asyncDispose]();
    throw new LaunchError(deadline.expired ? 'timeout' : 'failed', `${messageOf(error)}${words}`, marks, error);
  }
}

async function diskFor({ context, disks, image }: Fleet, marks: Marks, signal: AbortSignal): Promise<string> {
  if (image.foreign) throw new Error(`the image ${image.description} is for ${image.config.architecture}, and the guest's kernel is for this host's architecture`);
  if (disks.has(image)) return disks.pathOf(image);
  const disk = await disks.provide(image, signal);
  marks.imageReady = context.clock.now();
  return disk;
}

function startVm({ context, name, options, emulator, accelerator }: Fleet, spec: LaunchSpec, disk: string, marks: LaunchMarks): VmInstance {
  const limits = limitsOf(options, spec);
  if (!isRoot() && Object.keys(limits).length > 0) throw new Error('CPU limits are set on a cgroup, and only root can make one');
  const id = `${context.owner.id}-${name}-${spec.index}`;
  const { machine, kernel, initramfs } = emulator;
  const { memory: memoryBytes, cpus, network } = options;
  const args = commandLine({ name: id, machine, accelerator, memoryBytes, cpus, network, kernel, initramfs, disk });
  const cgroup = isRoot() ? `/isodense/${context.owner.id}/${name}-${spec.index}` : null;
  const vmm = startVmm({ program: emulator.program, args, cgroup, limits, clock: context.clock });
  return new VmInstance({ id, index: spec.index, memoryBytes, network, limits }, marks, vmm, context.clock);
}

/** The variant's limits, and what the experiment asks for in their place. */
function limitsOf(options: QemuOptions, { cpu }: LaunchSpec): CgroupLimits {
  const cpuQuota = cpu?.quota ?? options.cpuQuota;
  const cpuWeight = cpu?.weight ?? options.cpuWeight;
  const cpuset = cpu?.cpuset ?? options.cpuset;
  return {
    ...(cpuQuota === undefined ? {} : { cpuQuota }),
    ...(cpuWeight === undefined ? {} : { cpuWeight }),
    ...(cpuset === undefined ? {} : { cpuset }),
    ...(options.pids === undefined ? {} : { pids: options.pids }),
  };
}

function scriptFor({ name, options, image }: Fleet, { index, workload }: LaunchSpec): string {
  const { config } = image;
  return launchScript({
    hostname: `${name}-${index}`,
    network: options.network === 'user' ? USER_NETWORK : undefined,
    user: config.user,
    workingDirectory: config.workingDirectory,
    env: [...config.env, ...Object.entries(workload.env).map(([key, value]) => `${key}=${value}`)],
    arguments: argumentsOf(config, workload.command),
  });
}
