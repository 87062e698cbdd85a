import { randomBytes } from 'node:crypto';
import type { CgroupLimits } from '../../host/cgroup.ts';
import { wallClock } from '../../host/clock.ts';
import { isRoot } from '../../host/platform.ts';
import { argumentsOf } from '../../image/image.ts';
import type { LaunchMarks } from '../../model/records.ts';
import { launchError, launchWithin, unlessAborted } from '../deadline.ts';
import type { LaunchSpec } from '../driver.ts';
import { environmentOf } from '../environment.ts';
import { waitUntilReady } from '../readiness.ts';
import { commandLine, USER_NETWORK } from './command-line.ts';
import { cgroupOf, machineOf, type Fleet } from './fleet.ts';
import type { GuestProcess } from './guest-process.ts';
import type { Renewal } from './launch-script.ts';
import type { QemuOptions } from './options.ts';
import type { Origin, Placement } from './placement.ts';
import { VmInstance } from './vm-instance.ts';
import { startVmm } from './vmm.ts';

type Marks = { -readonly [Name in keyof LaunchMarks]: LaunchMarks[Name] };

/**
 * Launches one VM and waits for its workload. Rejects with a LaunchError and then leaves nothing behind.
 *
 * `created`: QEMU takes commands, and a copy of a template has the template's state. `started`: the vCPUs
 * run: a booting VM in its kernel, a copy where the template was stopped. From there both are told what to
 * run, and run it alike.
 */
export async function launchVm(
  fleet: Fleet,
  placement: Placement,
  spec: LaunchSpec,
  outer: AbortSignal,
): Promise<VmInstance> {
  const { clock } = fleet.context;
  const marks: Marks = { intended: spec.intended, requested: clock.now() };
  let vm: VmInstance | undefined;
  try {
    return await launchWithin(clock, spec.workload.timeoutMs, outer, async (deadline) => {
      const { signal } = deadline;
      deadline.saw('the image is not in place');
      const origin = await originFor(fleet, placement, marks, signal);
      signal.throwIfAborted();
      const made = (vm = createVm(fleet, spec, origin, marks));
      deadline.saw('QEMU takes no commands');
      await unlessAborted(made.connect(), signal);
      marks.created = clock.now();
      await unlessAborted(
        made.start({
          network: fleet.options.network === 'user' ? USER_NETWORK : undefined,
          renewal: made.fromTemplate ? renewal() : undefined,
          root: origin.root,
        }),
        signal,
      );
      marks.started = clock.now();
      marks.ready = await waitUntilReady(made, spec.workload.ready, clock, deadline);
      if (made.firstByteAt !== undefined && made.firstByteAt <= marks.ready)
        marks.firstOutput = made.firstByteAt;
      deadline.saw('the guest does not say what memory it has');
      await unlessAborted(made.memoryReported, signal);
      return made;
    });
  } catch (error) {
    const words = vm?.failureWords() ?? '';
    await vm?.[Symbol.asyncDispose]();
    outer.throwIfAborted(); // the caller gave up: that is no sample
    throw launchError(error, marks, words, '');
  }
}

async function originFor(
  { context, image }: Fleet,
  placement: Placement,
  marks: Marks,
  signal: AbortSignal,
): Promise<Origin> {
  if (image.foreign)
    throw new Error(
      `the image ${image.description} is for ${image.config.architecture}, and the guest's kernel is for this host's architecture`,
    );
  const found = placement.find();
  if (found !== undefined) return found;
  const placed = await placement.provide(signal);
  marks.imageReady = context.clock.now();
  return placed;
}

/**
 * An instance that an experiment gives more or less memory than the variant's has no template to be a copy
 * of: it boots.
 */
function createVm(fleet: Fleet, spec: LaunchSpec, origin: Origin, marks: LaunchMarks): VmInstance {
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
  return new VmInstance(
    {
      id: machine.name,
      index: spec.index,
      memoryBytes,
      network: options.network,
      limits,
      state: template?.state,
      process: processFor(fleet, spec, origin),
      architecture: emulator.machine.architecture,
    },
    marks,
    vmm,
    context.clock,
  );
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
