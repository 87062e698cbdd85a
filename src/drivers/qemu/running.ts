import { ownUserId } from '../../host/platform.ts';
import { listProcesses, readArguments, readExecutable, readUser } from '../../host/procfs.ts';

/** The form of owner ids, see model/owner.ts. */
const OWNER_OF_NAME = /^isd-?[a-z0-9]{1,10}(?=-)/;

export interface RunningVm {
  readonly pid: number;
  readonly startTicks: number;
  /** `<owner>-<session>-<index>`, or `-template` instead of the index. */
  readonly name: string;
  readonly ownerId: string;
}

/** Nix wraps programs under a name like this. */
const EMULATOR = /\/\.?qemu-system-\w+(-wrapped)?$/;

/**
 * Every VM on this host that an isodense process of this user started: the owner is in its name. Arguments
 * alone prove nothing, since any program can be given any (`tail -f` of a log of ours); the kernel knows
 * which program it runs.
 */
export function virtualMachines(): RunningVm[] {
  return listProcesses().flatMap(({ pid, startTicks, state }) => {
    const args = state === 'Z' ? [] : readArguments(pid);
    const name = args[args.indexOf('-name') + 1] ?? '';
    const ownerId = OWNER_OF_NAME.exec(name)?.[0];
    if (ownerId === undefined || !EMULATOR.test(readExecutable(pid) ?? '') || readUser(pid) !== ownUserId())
      return [];
    return [{ pid, startTicks, name, ownerId }];
  });
}
