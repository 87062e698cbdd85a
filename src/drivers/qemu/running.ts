import { listProcesses, readArguments } from '../../host/procfs.ts';

/** The form of owner ids, see model/owner.ts. */
const OWNER_OF_NAME = /^isd-?[a-z0-9]{1,10}(?=-)/;

export interface RunningVm {
  readonly pid: number;
  readonly startTicks: number;
  /** `<owner>-<session>-<index>`, or `-template` in place of the index. */
  readonly name: string;
  readonly ownerId: string;
}

/** Every VM on this host that an isodense process started: the owner is in its name, and in no other program's. */
export function virtualMachines(): RunningVm[] {
  return listProcesses().flatMap(({ pid, startTicks, state }) => {
    const args = state === 'Z' ? [] : readArguments(pid);
    const name = args[args.indexOf('-name') + 1] ?? '';
    const ownerId = OWNER_OF_NAME.exec(name)?.[0];
    const isEmulator = args.some((argument) => /(^|\/)qemu-system-\w+$/.test(argument));
    return ownerId !== undefined && isEmulator ? [{ pid, startTicks, name, ownerId }] : [];
  });
}
