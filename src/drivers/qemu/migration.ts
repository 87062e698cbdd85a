import type { Duplex } from 'node:stream';
import type { Clock } from '../../host/clock.ts';
import { receiveOnce } from '../../host/network.ts';
import { DEADLINES } from '../../model/deadlines.ts';
import { within } from '../deadline.ts';
import { DESCRIPTORS } from './command-line.ts';
import type { QmpClient } from './qmp.ts';

/**
 * The state of a stopped machine without its memory: devices, CPUs and small ROMs, about 60 KiB. It fits a
 * machine started with the same arguments, but for where the memory is (QEMU, docs/devel/migration).
 */
export type MachineState = Buffer;

/**
 * Takes the state of a machine whose memory is a shared file: that stays in the file. `socket` is a path for
 * the transfer.
 */
export async function saveState(qmp: QmpClient, socket: string, clock: Clock): Promise<MachineState> {
  return await receiveOnce(socket, () => transfer(qmp, clock, 'migrate', `unix:${socket}`));
}

/** Gives a machine that awaits it the state that another was stopped in. It is then stopped itself. */
export async function loadState(
  qmp: QmpClient,
  channel: Duplex,
  state: MachineState,
  clock: Clock,
): Promise<void> {
  channel.write(state);
  await transfer(qmp, clock, 'migrate-incoming', `fd:${DESCRIPTORS.state}`);
}

async function transfer(
  qmp: QmpClient,
  clock: Clock,
  command: 'migrate' | 'migrate-incoming',
  uri: string,
): Promise<void> {
  const capabilities = ['x-ignore-shared', 'events'].map((capability) => ({ capability, state: true }));
  await qmp.execute('migrate-set-capabilities', { capabilities });
  const end = qmp.event('MIGRATION', ({ status }) => status === 'completed' || status === 'failed');
  await qmp.execute(command, { uri });
  const doing = `${command === 'migrate' ? 'save' : 'load'} the state of the template`;
  const { status } = await within(
    clock,
    DEADLINES.migration,
    `QEMU did not ${doing}`,
    new AbortController().signal,
    () => end,
  );
  if (status === 'failed') throw new Error(`QEMU could not ${doing}`);
}
