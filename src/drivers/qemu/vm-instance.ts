import type { Duplex } from 'node:stream';
import type { CgroupLimits } from '../../host/cgroup.ts';
import { readCgroupLimits } from '../../host/cgroup-limits.ts';
import type { Clock } from '../../host/clock.ts';
import type { LaunchMarks } from '../../model/records.ts';
import type { ExecResult, Instance, OutputLine, Scope } from '../driver.ts';
import { OutputLines } from '../output.ts';
import { ControlChannel } from './control-channel.ts';
import { describeConfiguration } from './configuration.ts';
import { loadState, type MachineState } from './migration.ts';
import { PortForwards } from './port-forwards.ts';
import { QmpClient } from './qmp.ts';
import type { Vmm } from './vmm.ts';

/** A guest that has said how its workload ended gets this long to power itself off. */
const POWER_OFF_MS = 2_000;

type Exit = Awaited<Instance['exited']>;

export interface VmDescription {
  readonly id: string;
  readonly index: number;
  readonly memoryBytes: number;
  readonly network: 'none' | 'user';
  readonly limits: CgroupLimits;
  /** Of the template that it is a copy of; undefined when it boots. */
  readonly state: MachineState | undefined;
}

/** One VM from the start of its process on. Its launch fills in the marks; nobody else sees it before it is ready. */
export class VmInstance implements Instance {
  readonly id: string;
  readonly index: number;
  readonly marks: LaunchMarks;
  readonly exited: Promise<Exit>;
  /** Settles when the guest's kernel has said what memory it has left for a workload. */
  readonly memoryReported: Promise<void>;
  readonly dial?: (port: number, signal: AbortSignal) => Promise<Duplex>;
  readonly #description: VmDescription;
  readonly #vmm: Vmm;
  readonly #clock: Clock;
  readonly #output: OutputLines;
  readonly #kernelLog: OutputLines;
  readonly #control: ControlChannel;
  #qmp: QmpClient | undefined;
  #availableBytes: number | undefined;
  #exitCode: number | undefined;
  #failure: string | undefined;
  #stopped: Promise<void> | undefined;
  #removed = false;

  constructor(description: VmDescription, marks: LaunchMarks, vmm: Vmm, clock: Clock) {
    this.id = description.id;
    this.index = description.index;
    this.marks = marks;
    this.#description = description;
    this.#vmm = vmm;
    this.#clock = clock;
    this.#output = new OutputLines(clock);
    this.#output.follow(vmm.channels.workload);
    this.#kernelLog = new OutputLines(clock);
    this.#kernelLog.follow(vmm.channels.console);
    let memoryReported = (): void => {};
    let exitReported = (): void => {};
    this.memoryReported = new Promise((resolve) => (memoryReported = resolve));
    const exitSaid = new Promise<void>((resolve) => (exitReported = resolve));
    this.#control = new ControlChannel(vmm.channels.control, {
      memory: (_, availableKiB) => {
        this.#availableBytes = availableKiB * 1024;
        memoryReported();
      },
      exited: (code) => {
        this.#exitCode = code;
        exitReported();
      },
      failed: (message) => (this.#failure = message),
    });
    this.exited = this.#ending(exitSaid);
    if (description.network === 'user') {
      const forwards = new PortForwards(this.#control, (line) => this.#monitor(line));
      this.dial = (port, signal) => forwards.dial(port, signal);
    }
  }

  /** When the workload's first byte arrived; undefined before. */
  get firstByteAt(): number | undefined {
    return this.#output.firstByteAt;
  }

  /** It has been disposed of, and nothing of it remains. */
  get removed(): boolean {
    return this.#removed;
  }

  get fromTemplate(): boolean {
    return this.#description.state !== undefined;
  }

  /** Resolves when QEMU takes commands, and has the template's state where there is one. */
  async connect(): Promise<void> {
    this.#qmp = await QmpClient.connect(this.#vmm.channels.qmp);
    if (this.#description.state !== undefined) await loadState(this.#qmp, this.#vmm.channels.state, this.#description.state);
  }

  /** Starts the vCPUs; the guest finds what to run waiting in its channel. */
  async start(script: string): Promise<void> {
    this.#control.launch(script);
    await this.#qmp?.execute('cont');
  }

  scopes(): Scope[] {
    const pid = this.#vmm.pid;
    return pid === undefined ? [] : [{ role: 'vmm', cgroup: this.#vmm.cgroup, pids: [pid] }];
  }

  send(line: string): void {
    if (this.#vmm.pid !== undefined) this.#vmm.channels.workload.write(`${line}\n`);
  }

  onLine(listener: (line: OutputLine) => void): () => void {
    return this.#output.onLine(listener);
  }

  exec(command: readonly string[], signal: AbortSignal): Promise<ExecResult> {
    return this.#control.exec(command, signal);
  }

  async configuration(): Promise<Readonly<Record<string, string>>> {
    if (this.#qmp === undefined || this.#vmm.pid === undefined) return {};
    const limits = this.#vmm.cgroup === null ? {} : readCgroupLimits(this.#vmm.cgroup);
    return await describeConfiguration(this.#qmp, { network: this.#description.network, fromTemplate: this.fromTemplate, limits });
  }

  guestMemory(): { readonly configured: number; readonly available: number } {
    return { configured: this.#description.memoryBytes, available: this.#availableBytes ?? Number.NaN };
  }

  /** What the workload, the guest's kernel and QEMU said last, for a failure's message. */
  lastWords(): string {
    const said = [
      ['the guest', this.#failure ?? ''],
      ['QEMU', this.#vmm.errors],
      ['the guest\'s kernel log ends with', this.#kernelLog.tail(8)],
      ['the workload\'s output ends with', this.#output.tail(5)],
    ] as const;
    return said.filter(([, text]) => text !== '').map(([who, text]) => `\n${who}: ${text}`).join('');
  }

  [Symbol.asyncDispose](): Promise<void> {
    const qmp = this.#qmp;
    this.#stopped ??= this.#vmm.stop(qmp === undefined ? undefined : () => qmp.execute('quit')).then(() => {
      this.#removed = true;
    });
    return this.#stopped;
  }

  async #ending(said: Promise<void>): Promise<Exit> {
    const settled = new AbortController();
    const slow = said.then(() => this.#clock.sleep(POWER_OFF_MS, settled.signal)).catch(() => {});
    const end = await Promise.race([this.#vmm.ended, slow]);
    settled.abort();
    if (this.#exitCode !== undefined) return { code: this.#exitCode, reason: `exit ${this.#exitCode}` };
    return { code: null, reason: this.#failure ?? end?.reason ?? 'the virtual machine ended' };
  }

  async #monitor(line: string): Promise<string> {
    if (this.#qmp === undefined) throw new Error('QEMU takes no commands yet');
    return await this.#qmp.monitor(line);
  }
}
