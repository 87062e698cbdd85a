import type { Duplex } from 'node:stream';
import type { CallList } from '../../host/calls/call-list.ts';
import type { ProgramArchitecture } from '../../host/calls/static-program.ts';
import type { CgroupLimits } from '../../host/cgroup.ts';
import { readCgroupLimits } from '../../host/cgroup-limits.ts';
import type { Clock } from '../../host/clock.ts';
import type { InstanceEnd, LaunchMarks } from '../../model/records.ts';
import { startError } from '../become-workload.ts';
import type { PreparedRoot } from '../../image/root/prepare-root.ts';
import { LOCAL_NODE, type Scope } from '../../model/host-access.ts';
import type { ExecResult, Instance, OutputLine } from '../driver.ts';
import { endOfCode, OUT_OF_MEMORY } from '../instance-end.ts';
import { LAST_WORDS, OutputLines } from '../output.ts';
import { guestCalls, resultOf, type GuestProcess } from './guest-process.ts';
import { launchScript, startScript, type LaunchDescription } from './launch-script.ts';
import { ControlChannel } from './control-channel.ts';
import { describeConfiguration } from './configuration.ts';
import { loadState, type MachineState } from './migration.ts';
import { PortForwards } from './port-forwards.ts';
import { QmpClient } from './qmp.ts';
import type { Vmm, VmmExit } from './vmm.ts';
import { DEADLINES } from '../../model/deadlines.ts';

/** As Linux says it, also in the panic when there is nobody left to kill. */
const GUEST_OUT_OF_MEMORY = /Out of memory|deadlocked on memory/;
const KERNEL_LINES = 30;

/** No command's: those count from 1. */
const WORKLOAD_ID = '0';

export interface StartOfGuest extends Pick<LaunchDescription, 'network' | 'renewal'> {
  readonly root: PreparedRoot;
}

export interface VmDescription {
  readonly id: string;
  readonly index: number;
  readonly memoryBytes: number;
  readonly network: 'none' | 'user';
  readonly limits: CgroupLimits;
  readonly process: GuestProcess;
  readonly architecture: ProgramArchitecture;
  /** Of the template that it is a copy of; undefined when it boots. */
  readonly state: MachineState | undefined;
  /** Called when nothing of it remains. */
  readonly onRemoved: () => void;
}

/**
 * One VM from the start of its process on. Its launch fills in the marks; nobody else sees it before it is
 * ready.
 */
export class VmInstance implements Instance {
  readonly id: string;
  readonly index: number;
  readonly marks: LaunchMarks;
  readonly exited: Promise<InstanceEnd>;
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
  #calls: CallList | undefined;
  #availableBytes: number | undefined;
  #outOfMemory = false;
  #ended: InstanceEnd | undefined;
  #failure: string | undefined;
  #stopped: Promise<void> | undefined;

  constructor(description: VmDescription, marks: LaunchMarks, vmm: Vmm, output: OutputLines, clock: Clock) {
    this.id = description.id;
    this.index = description.index;
    this.marks = marks;
    this.#description = description;
    this.#vmm = vmm;
    this.#clock = clock;
    this.#output = output;
    this.#output.follow(vmm.channels.workload);
    this.#kernelLog = new OutputLines(clock);
    this.#kernelLog.follow(vmm.channels.console);
    let memoryReported = (): void => {};
    let ended!: (end: InstanceEnd) => void;
    this.memoryReported = new Promise((resolve) => (memoryReported = resolve));
    let unstarted!: (error: Error) => void;
    this.exited = new Promise((resolve, reject) => {
      ended = resolve;
      unstarted = reject;
    });
    this.exited.catch(() => {}); // a workload that could not be started is its launch's to report
    this.#control = new ControlChannel(vmm.channels.control, {
      memory: (_, availableKiB) => {
        this.#availableBytes = availableKiB * 1024;
        memoryReported();
      },
      outOfMemory: () => (this.#outOfMemory = true),
      exited: (code) => ended((this.#ended ??= endOfCode(code, this.#outOfMemory))),
      failed: (message) => (this.#failure = message),
      unstarted: (report) => {
        const failure = this.#calls?.failureOf(report);
        if (failure !== undefined) unstarted(startError(failure, description.process));
      },
    });
    void vmm.ended.then((exit) => ended((this.#ended ??= this.#endOfMachine(exit))));
    if (description.network === 'user') {
      const forwards = new PortForwards(this.#control, this.#clock, (line) => this.#monitor(line));
      this.dial = (port, signal) => forwards.dial(port, signal);
    }
  }

  get fromTemplate(): boolean {
    return this.#description.state !== undefined;
  }

  /** Resolves when QEMU takes commands, and has the template's state where there is one. */
  async connect(): Promise<void> {
    this.#qmp = await QmpClient.connect(this.#vmm.channels.qmp, this.#clock);
    if (this.#description.state !== undefined)
      await loadState(this.#qmp, this.#vmm.channels.state, this.#description.state, this.#clock);
  }

  /** Starts the vCPUs; the guest finds what to run waiting in its channel. */
  async start({ root, ...rest }: StartOfGuest): Promise<void> {
    const { process, architecture } = this.#description;
    const calls = (this.#calls = guestCalls(process, architecture));
    this.#control.launch(
      launchScript({
        ...rest,
        hostname: process.hostname,
        files: root.files,
        start: startScript(calls, WORKLOAD_ID),
      }),
    );
    await this.#qmp?.execute('cont');
  }

  scopes(): Scope[] {
    const pid = this.#vmm.pid;
    return pid === undefined
      ? []
      : [{ role: 'vmm', node: LOCAL_NODE, cgroup: this.#vmm.cgroup, pids: [pid] }];
  }

  send(line: string): void {
    if (this.#vmm.pid !== undefined) this.#vmm.channels.workload.write(`${line}\n`);
  }

  onLine(listener: (line: OutputLine) => void): () => void {
    return this.#output.onLine(listener);
  }

  onText(text: string, found: (atMs: number) => void): () => void {
    return this.#output.onText(text, found);
  }

  /**
   * A guest that has said how its workload ended powers itself off; what it wrote before is through by then.
   */
  async lastWords(): Promise<string> {
    if (this.#ended !== undefined) {
      const settled = new AbortController();
      await Promise.race([
        this.#vmm.ended,
        this.#clock.sleep(DEADLINES.powerOff, settled.signal).catch(() => {}),
      ]);
      settled.abort();
    }
    return this.#output.tail(LAST_WORDS) || this.#kernelLog.tail(LAST_WORDS);
  }

  async exec(command: readonly string[], signal: AbortSignal): Promise<ExecResult> {
    const { process, architecture } = this.#description;
    const calls = guestCalls({ ...process, command }, architecture);
    return resultOf(
      await this.#control.exec((id) => startScript(calls, id), signal),
      calls,
      process,
      command,
    );
  }

  async configuration(): Promise<Readonly<Record<string, string>>> {
    if (this.#qmp === undefined || this.#vmm.pid === undefined) return {};
    const limits = this.#vmm.cgroup === null ? {} : readCgroupLimits(this.#vmm.cgroup);
    return await describeConfiguration(this.#qmp, {
      network: this.#description.network,
      fromTemplate: this.fromTemplate,
      limits,
    });
  }

  guestMemory(): { readonly configured: number; readonly available: number } {
    return { configured: this.#description.memoryBytes, available: this.#availableBytes ?? Number.NaN };
  }

  /** What the workload, the guest's kernel and QEMU said last, for a failure's message. */
  failureWords(): string {
    const said = [
      ['the guest', this.#failure ?? ''],
      ['QEMU', this.#vmm.errors],
      ["the guest's kernel log ends with", this.#kernelLog.tail(8)],
      ["the workload's output ends with", this.#output.tail(LAST_WORDS)],
    ] as const;
    return said
      .filter(([, text]) => text !== '')
      .map(([who, text]) => `\n${who}: ${text}`)
      .join('');
  }

  [Symbol.asyncDispose](): Promise<void> {
    const qmp = this.#qmp;
    this.#output.hurry();
    this.#stopped ??= this.#vmm
      .stop(qmp === undefined ? undefined : () => qmp.execute('quit'))
      .then(() => this.#description.onRemoved());
    return this.#stopped;
  }

  /** The machine is gone without a word of how its workload ended. */
  #endOfMachine(exit: VmmExit): InstanceEnd {
    const end = { code: null, signal: exit.signal } as const;
    if (this.#failure !== undefined) return { ...end, reason: this.#failure };
    if (exit.outOfMemory) return { ...end, reason: `${OUT_OF_MEMORY} on the host: ${exit.reason}` };
    if (this.#outOfMemory || GUEST_OUT_OF_MEMORY.test(this.#kernelLog.tail(KERNEL_LINES)))
      return { ...end, reason: `${OUT_OF_MEMORY} in the guest: ${exit.reason}` };
    return { ...end, reason: exit.reason };
  }

  async #monitor(line: string): Promise<string> {
    if (this.#qmp === undefined) throw new Error('QEMU takes no commands yet');
    return await this.#qmp.monitor(line);
  }
}
