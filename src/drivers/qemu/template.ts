import { join } from 'node:path';
import { ensureDirectory, flushFile, removeTree } from '../../host/files.ts';
import { messageOf } from '../../model/errors.ts';
import { unlessAborted, within } from '../deadline.ts';
import { OutputLines } from '../output.ts';
import { commandLine } from './command-line.ts';
import { ControlChannel } from './control-channel.ts';
import { cgroupOf, machineOf, type Fleet } from './fleet.ts';
import { saveState, type MachineState } from './migration.ts';
import { QmpClient } from './qmp.ts';
import { startVmm, type Vmm } from './vmm.ts';

/**
 * A machine stopped after it had booted and mounted its disk, before it was told what to run and who it is.
 * VMs started from it map its memory copy-on-write: what none of them has written since is in the host's
 * memory once.
 */
export interface Template {
  /** Of the very disk that its guest has mounted: another of the same image is laid out differently. */
  readonly disk: string;
  /**
   * The guest's memory, in the state directory: on disk, so that its pages count as page cache and not as
   * anyone's memory.
   */
  readonly memoryFile: string;
  readonly state: MachineState;
}

/**
 * An emulated guest gets there in two seconds; on a host that is loaded to its limit, in a minute and a half.
 * Now and then one never does, and everything that the session launches would be lost with it: so there is a
 * second try, which is logged and whose time counts as placement.
 */
const BOOT_DEADLINES_MS = [60_000, 180_000] as const;

/**
 * Boots a machine up to the point where instances differ, and keeps it in `directory`. Leaves no process
 * behind.
 */
export async function takeTemplate(
  fleet: Fleet,
  disk: string,
  directory: string,
  outer: AbortSignal,
): Promise<Template> {
  removeTree(directory);
  const memoryFile = join(ensureDirectory(directory, 0o700), 'memory');
  const paths = { disk, memoryFile, socket: join(directory, 'state') };
  const [first, second] = BOOT_DEADLINES_MS;
  const state = await bootAndSave(fleet, paths, first, outer).catch(async (error: unknown) => {
    outer.throwIfAborted();
    fleet.context.log(`${messageOf(error)}; trying once more`);
    removeTree(memoryFile);
    return await bootAndSave(fleet, paths, second, outer);
  });
  // now, and not half a minute later in the middle of a measurement
  await unlessAborted(flushFile(memoryFile), outer);
  return { disk, memoryFile, state };
}

interface Paths {
  readonly disk: string;
  readonly memoryFile: string;
  readonly socket: string;
}

async function bootAndSave(
  fleet: Fleet,
  { disk, memoryFile, socket }: Paths,
  deadlineMs: number,
  outer: AbortSignal,
): Promise<MachineState> {
  const { clock } = fleet.context;
  const machine = machineOf(fleet, 'template', {
    disk,
    memoryBytes: fleet.options.memory,
    memoryFile: { path: memoryFile, mapping: 'shared' },
  });
  const vmm = startVmm({
    program: fleet.emulator.program,
    args: commandLine(machine),
    cgroup: cgroupOf(fleet, 'template'),
    limits: {},
    clock,
  });
  const kernelLog = new OutputLines(clock);
  kernelLog.follow(vmm.channels.console);
  let quit: (() => Promise<unknown>) | undefined;
  try {
    return await within(clock, deadlineMs, 'its guest did not finish booting', outer, async (signal) => {
      const prepared = untilPrepared(vmm);
      const qmp = await unlessAborted(QmpClient.connect(vmm.channels.qmp, clock), signal);
      quit = () => qmp.execute('quit');
      await unlessAborted(qmp.execute('cont'), signal);
      await unlessAborted(prepared, signal);
      await unlessAborted(qmp.execute('stop'), signal);
      return await unlessAborted(saveState(qmp, socket, clock), signal);
    });
  } catch (error) {
    const said = [vmm.errors, kernelLog.tail(8)]
      .filter(Boolean)
      .map((text) => `\n${text}`)
      .join('');
    throw new Error(`the template could not be taken: ${messageOf(error)}${said}`, { cause: error });
  } finally {
    await vmm.stop(quit);
  }
}

function untilPrepared(vmm: Vmm): Promise<void> {
  vmm.channels.workload.resume();
  const prepared = new Promise<void>((resolve, reject) => {
    new ControlChannel(vmm.channels.control, {
      prepared: resolve,
      failed: (message) => reject(new Error(`the guest: ${message}`)),
    });
    void vmm.ended.then(({ reason }) => reject(new Error(reason)));
  });
  prepared.catch(() => {}); // nobody waits for it when the machine takes no commands
  return prepared;
}
