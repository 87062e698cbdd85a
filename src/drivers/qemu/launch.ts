import { randomBytes } from 'node:crypto';
import type { CgroupLimits } from '../../host/cgroup.ts';
import { wallClock } from '../../host/clock.ts';
import { isRoot } from '../../host/platform.ts';
import { argumentsOf } from '../../image/image.ts';
import { messageOf } from '../../model/errors.ts';
import type { LaunchMarks } from '../../model/records.ts';
import { formatDuration } from '../../model/units.ts';
import { LaunchError, type LaunchSpec } from '../driver.ts';
import { waitUntilReady } from '../readiness.ts';
import { commandLine, USER_NETWORK } from './command-line.ts';
import { Deadline, unlessAborted } from './deadline.ts';
import { cgroupOf, machineOf, type Fleet } from './fleet.ts';
import { launchScript, type Renewal } from './launch-script.ts';
import type { QemuOptions } from './options.ts';
import type { Origin, Placement } from './placement.ts';
import { VmInstance } from './vm-instance.ts';
import { startVmm } from './vmm.ts';

type Marks = { -readonly [Name in keyof LaunchMarks]: LaunchMarks[Name] };

/**
 * Launches one VM and waits for its workload. Rejects with a LaunchError and then leaves nothing behind.
 *
 * `created`: QEMU takes commands, and a copy of a template has the template's state. `started`: the vCPUs run: a booting
 * VM in its kernel, a copy where the template was stopped. From there both are told what to run, and run it alike.
 */
export async function launchVm(fleet: Fleet, placement: Placement, spec: LaunchSpec, outer: AbortSignal): Promise<VmInstance> {
  const { clock } = fleet.context;
  const marks: Marks = { intended: spec.intended, requested: clock.now() };
  using deadline = new Deadline(clock, spec.workload.timeoutMs, outer, `not ready within ${formatDuration(spec.workload.timeoutMs)}`);
  let vm: VmInstance | undefined;
  try {
    const origin = await originFor(fleet, placement, marks, deadline.signal);
    deadline.signal.throwIfAborted();
    vm = createVm(fleet, spec, origin, marks);
    await unlessAborted(vm.connect(), deadline.signal);
    marks.created = clock.now();
    await unlessAborted(vm.start(scriptFor(fleet, spec, vm.fromTemplate ? renewal() : undefined)), deadline.signal);
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

async function originFor({ context, image }: Fleet, placement: Placement, marks: Marks, signal: AbortSignal): Promise<Origin> {
  if (image.foreign) throw new Error(`the image ${image.description} is for ${image.config.architecture}, and the guest's kernel is for this host's architecture`);
  const found = placement.find();
  if (found !== undefined) return found;
  const placed = await placement.provide(signal);
  marks.imageReady = context.clock.now();
  return placed;
}

/** An instance that an experiment gives more or less memory than the variant's has no template to be a copy of: it boots. */
function createVm(fleet: Fleet, spec: LaunchSpec, { disk, template: taken }: Origin, marks: LaunchMarks): VmInstance {
  const { context, options, emulator } = fleet;
  const limits = limitsOf(options, spec);
  if (!isRoot() && Object.keys(limits).length > 0) throw new Error('limits are set on a cgroup, and only root can make one');
  const memoryBytes = spec.limits?.memoryBytes ?? options.memory;
  const template = memoryBytes === options.memory ? taken : undefined;
  const memoryFile = template && { path: template.memoryFile, mapping: 'private' as const };
  const machine = machineOf(fleet, String(spec.index), { disk, memoryBytes, memoryFile });
  const vmm = startVmm({ program: emulator.program, args: commandLine(machine), cgroup: cgroupOf(fleet, String(spec.index)), limits, clock: context.clock });
  return new VmInstance({ id: machine.name, index: spec.index, memoryBytes, network: options.network, limits, state: template?.state }, marks, vmm, context.clock);
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

function scriptFor({ name, options, image }: Fleet, { index, workload }: LaunchSpec, renewed: Renewal | undefined): string {
  const { config } = image;
  return launchScript({
    hostname: `${name}-${index}`,
    network: options.network === 'user' ? USER_NETWORK : undefined,
    renewal: renewed,
    user: config.user,
    workingDirectory: config.workingDirectory,
    env: [...config.env, ...Object.entries(workload.env).map(([key, value]) => `${key}=${value}`)],
    arguments: argumentsOf(image, workload.command),
  });
}
