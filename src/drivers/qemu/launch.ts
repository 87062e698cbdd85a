import { randomBytes } from 'node:crypto';
import type { CgroupLimits } from '../../host/cgroup.ts';
import { wallClock } from '../../host/clock.ts';
import { isRoot } from '../../host/platform.ts';
import { argumentsOf } from '../../image/image.ts';
import { unlessAborted } from '../deadline.ts';
import type { LaunchSpec } from '../driver.ts';
import { environmentOf } from '../environment.ts';
import type { Launch, LaunchSteps } from '../launching.ts';
import { waitUntilReady } from '../readiness.ts';
import { commandLine, USER_NETWORK } from './command-line.ts';
import { cgroupOf, machineOf, type Fleet } from './fleet.ts';
import type { GuestProcess } from './guest-process.ts';
import type { Renewal } from './launch-script.ts';
import type { QemuOptions } from './options.ts';
import type { Origin, Placement } from './placement.ts';
import { VmInstance } from './vm-instance.ts';
import { startVmm } from './vmm.ts';

/**
 * `created`: QEMU takes commands, and a copy of a template has the template's state. `started`: the vCPUs
 * run: a booting VM in its kernel, a copy where the template was stopped. From there both are told what to
 * run, and run it alike.
 */
export function vmSteps(
  fleet: Fleet,
  placement: Placement,
  onRemoved: (vm: VmInstance) => void,
): LaunchSteps<VmInstance, Origin> {
  return {
    findImage: () => findImage(fleet, placement),
    provideImage: (signal) => placement.provide(signal),
    create: (launch, origin) => createVm(fleet, launch, origin, onRemoved),
    start: async (launch, vm, { root }) => {
      const { spec, clock, marks, signal } = launch;
      launch.saw('QEMU takes no commands');
      await unlessAborted(vm.connect(), signal);
      marks.created = clock.now();
      await unlessAborted(
        vm.start({
          network: fleet.options.network === 'user' ? USER_NETWORK : undefined,
          renewal: vm.fromTemplate ? renewal() : undefined,
          root,
        }),
        signal,
      );
      marks.started = clock.now();
      marks.ready = await waitUntilReady(vm, spec.workload.ready, clock, launch);
      launch.saw('the guest does not say what memory it has');
      await unlessAborted(vm.memoryReported, signal);
    },
    lastWords: (vm) => vm.failureWords(),
  };
}

function findImage({ image }: Fleet, placement: Placement): Origin | undefined {
  if (image.foreign)
    throw new Error(
      `the image ${image.description} is for ${image.config.architecture}, and the guest's kernel is for this host's architecture`,
    );
  return placement.find();
}

/**
 * An instance that an experiment gives more or less memory than the variant's has no template to be a copy
 * of: it boots.
 */
function createVm(
  fleet: Fleet,
  { spec, marks, output }: Launch,
  origin: Origin,
  onRemoved: (vm: VmInstance) => void,
): VmInstance {
  const { disk, template: taken } = origin;
  const { context, options, emulator } = fleet;
  const limits = limitsOf(options, spec);
  if (!isRoot() && Object.keys(limits).length > 0)
    throw new Error('limits are set on a cgroup, and only root can make one');
  const memoryBytes = spec.limits?.memoryBytes ?? options.memory;
  const template = memoryBytes === options.memory ? taken : undefined;
  const memoryFile = template && { path: template.memoryFile, mapping: 'private' as const };
  const machine = machineOf(fleet, String(spec.index), { disk, memoryBytes, memoryFile });
  const vmm = startVmm({
    program: emulator.program,
    args: commandLine(machine),
    cgroup: cgroupOf(fleet, String(spec.index)),
    limits,
    clock: context.clock,
  });
  const vm: VmInstance = new VmInstance(
    {
      id: machine.name,
      index: spec.index,
      memoryBytes,
      network: options.network,
      limits,
      state: template?.state,
      process: processFor(fleet, spec, origin),
      architecture: emulator.machine.architecture,
      onRemoved: () => onRemoved(vm),
    },
    marks,
    vmm,
    output,
    context.clock,
  );
  return vm;
}

/** The variant's limits, and what the experiment asks for in their place. */
function limitsOf(options: QemuOptions, { cpu, limits }: LaunchSpec): CgroupLimits {
  const pids = limits?.pids ?? options.pids;
  const cpuQuota = cpu?.quota ?? options.cpuQuota;
  const cpuWeight = cpu?.weight ?? options.cpuWeight;
  const cpuset = cpu?.cpuset ?? options.cpuset;
  return {
    ...(cpuQuota === undefined ? {} : { cpuQuota }),
    ...(cpuWeight === undefined ? {} : { cpuWeight }),
    ...(cpuset === undefined ? {} : { cpuset }),
    ...(pids === undefined ? {} : { pids }),
  };
}

function renewal(): Renewal {
  return { seed: randomBytes(64).toString('hex'), unixSeconds: Math.round(Date.parse(wallClock()) / 1_000) };
}

/** The workload as the guest starts it, from its first root filesystem. */
function processFor(
  { name, image }: Fleet,
  { index, workload }: LaunchSpec,
  { root: { user } }: Origin,
): GuestProcess {
  const { config } = image;
  const hostname = `${name}-${index}`;
  const env = environmentOf({ config, extra: workload.env, hostname, home: user.home });
  return {
    hostname,
    root: '/root',
    workingDirectory: config.workingDirectory,
    user,
    env,
    command: argumentsOf(image, workload.command),
  };
}
