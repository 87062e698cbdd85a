import type { Duplex } from 'node:stream';
import type { Clock } from '../../host/clock.ts';
import { dial } from '../../host/network.ts';
import { DEADLINES } from '../../model/deadlines.ts';
import { unlessAborted, within } from '../deadline.ts';
import { USER_NETWORK } from './command-line.ts';
import type { ControlChannel } from './control-channel.ts';

/**
 * Ways from the host's loopback to ports of one guest, opened when they are first asked for.
 *
 * QEMU's user network accepts a connection before it knows whether the guest will, so a port that is open on
 * the host says nothing. The guest's own kernel is asked until the port has been seen listening once.
 */
export class PortForwards {
  readonly #control: Pick<ControlChannel, 'listens'>;
  readonly #clock: Clock;
  readonly #monitor: (line: string) => Promise<string>;
  readonly #hostPorts = new Map<number, Promise<number>>();

  constructor(
    control: Pick<ControlChannel, 'listens'>,
    clock: Clock,
    monitor: (line: string) => Promise<string>,
  ) {
    this.#control = control;
    this.#clock = clock;
    this.#monitor = monitor;
  }

  /** Rejects when nothing listens there, as a refused connection does. */
  async dial(port: number, signal: AbortSignal): Promise<Duplex> {
    let hostPort = this.#hostPorts.get(port);
    if (hostPort === undefined) {
      const listens = await within(
        this.#clock,
        DEADLINES.guestAnswer,
        `the guest did not answer whether port ${port} is listened on`,
        signal,
        (either) => this.#control.listens(port, either),
      );
      if (!listens) throw new Error(`nothing listens on port ${port} of the guest`);
      hostPort = this.#hostPorts.get(port) ?? this.#forward(port);
      this.#hostPorts.set(port, hostPort);
      hostPort.catch(() => this.#hostPorts.delete(port)); // the next one may succeed
    }
    return await dial({ host: '127.0.0.1', port: await unlessAborted(hostPort, signal) }, signal);
  }

  async #forward(port: number): Promise<number> {
    const refused = await this.#monitor(
      `hostfwd_add network tcp:127.0.0.1:0-${USER_NETWORK.address}:${port}`,
    );
    if (refused !== '') throw new Error(`QEMU did not forward port ${port}: ${refused}`);
    const hostPort = forwardedPort(await this.#monitor('info usernet'), port);
    if (hostPort === undefined)
      throw new Error(`QEMU does not list the forward of port ${port} that it made`);
    return hostPort;
  }
}

/** The host's port in a table such as `TCP[HOST_FORWARD]  13  127.0.0.1 38123  10.0.2.15  80  0  0`. */
export function forwardedPort(table: string, guestPort: number): number | undefined {
  const rows = table.split('\n').map((line) => line.trim().split(/\s+/));
  const row = rows.find((columns) => columns[0] === 'TCP[HOST_FORWARD]' && columns[5] === String(guestPort));
  return row === undefined ? undefined : Number(row[3]);
}
