import { z } from 'zod';
import { claim, forgetDead } from '../host/claim.ts';
import { monotonicClock, wallClock } from '../host/clock.ts';
import { openStateRoot } from '../host/directories.ts';
import { ownProcessId } from '../host/platform.ts';
import type { Terminal } from '../host/process-io.ts';
import { IsodenseError } from '../model/errors.ts';
import type { WarningRecord } from '../model/records.ts';
import { visibleLine } from '../model/visible-text.ts';
import type { TurnOptions } from './run-options.ts';

/**
 * The host to measure on, for one run at a time: two would disturb each other.
 *
 * The lock is kept in the state root, so it holds among runs with the same one: by default all runs of one
 * user. A lock that all users could take, such as a name in /tmp or an abstract socket, could be taken by one
 * of them to stop all others.
 */
export interface Turn extends Disposable {
  /**
   * One for each run that was measuring at the same time, because the later one was started with
   * --allow-concurrent.
   */
  warnings(): Omit<WarningRecord, 'atMs'>[];
}

const NAME = 'measuring';
const LOOK_EVERY_MS = 500;

const holderSchema = z.object({
  pid: z.int(),
  scenario: z.string(),
  directory: z.string(),
  startedAt: z.string(),
});
type Holder = z.output<typeof holderSchema>;

/**
 * Resolves when this run may start; with undefined when it was interrupted while it waited.
 * @param directory of this run, if it began now
 * @throws IsodenseError (unavailable) when another run is measuring, unless the options say what to do then
 */
export async function takeTurn(
  scenario: string,
  directory: () => string,
  { wait, allowConcurrent }: TurnOptions,
  signal: AbortSignal,
  terminal: Terminal,
): Promise<Turn | undefined> {
  const root = openStateRoot();
  for (let told = ''; ;) {
    const holder: Holder = { pid: ownProcessId(), scenario, directory: directory(), startedAt: wallClock() };
    const claiming = claim({
      directory: root,
      name: NAME,
      text: JSON.stringify(holder),
      join: allowConcurrent === true,
    });
    if (claiming.state === 'held') {
      const others = claiming.claim.others.map(({ text, pid }) => describe(text, pid));
      for (const other of others)
        terminal.err.write(
          `Measuring at the same time as ${visibleLine(other)}: the runs disturb each other.\n`,
        );
      return {
        warnings: () => [...others, ...claiming.claim.joined().map((text) => describe(text))].map(warningOf),
        [Symbol.dispose]: () => claiming.claim[Symbol.dispose](),
      };
    }
    const said = claiming.by.map(({ text, pid }) => describe(text, pid)).join(' and ');
    if (wait !== true) {
      throw new IsodenseError('unavailable', `another run is measuring on this host: ${said}`, {
        hint:
          'wait for it with --wait, interrupt it, or measure anyway with --allow-concurrent ' +
          '(the runs disturb each other, and both record a warning)',
      });
    }
    if (said !== told)
      terminal.err.write(`Waiting for ${visibleLine(said)}. Press Ctrl-C to stop waiting.\n`);
    told = said;
    await monotonicClock.sleep(LOOK_EVERY_MS, signal).catch(() => {});
    if (signal.aborted) return undefined;
  }
}

function describe(text: string, pid?: number): string {
  const holder = parse(text);
  if (holder === undefined) return pid === undefined ? 'another process' : `process ${pid}`;
  return `the run of ${holder.scenario} in ${holder.directory} (process ${holder.pid}, since ${holder.startedAt})`;
}

function parse(text: string): Holder | undefined {
  try {
    return holderSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined; // it has not said it yet
  }
}

function warningOf(other: string): Omit<WarningRecord, 'atMs'> {
  return {
    kind: 'warning',
    code: 'concurrent-run',
    message: `another run was measuring on this host at the same time: ${other}`,
    advice: 'the runs disturbed each other: run again without --allow-concurrent',
  };
}

/** Files of killed runs block nobody; a sweep removes them. */
export function forgetDeadTurns(): void {
  forgetDead(openStateRoot(), NAME);
}
