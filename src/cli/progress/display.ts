import { createLogUpdate } from 'log-update';
import { createColors } from 'picocolors';
import type { Experiment } from '../../experiments/experiment.ts';
import type { Clock } from '../../host/clock.ts';
import type { Terminal } from '../../host/process-io.ts';
import type { RunEvent } from '../../model/events.ts';
import { cellKey, type PlannedRound } from '../../model/plan.ts';
import type { WarningRecord } from '../../model/records.ts';
import { counted, formatDuration } from '../../model/units.ts';
import { TimeLeft } from './estimate.ts';
import { RunningEstimates } from './running-estimates.ts';
import { visible, visibleLine } from '../../model/visible-text.ts';

export interface Display extends Disposable {
  show(event: RunEvent): void;
}

/**
 * Progress for a person at a terminal (redrawn in place), plain lines elsewhere, nothing when asked to be
 * quiet.
 */
export function createDisplay(
  terminal: Terminal,
  experiments: readonly Experiment[],
  clock: Clock,
  quiet: boolean,
): Display {
  if (quiet) return { show: () => {}, [Symbol.dispose]: () => {} };
  const state = new ProgressState(experiments, clock);
  return terminal.interactive ? liveDisplay(terminal, state) : plainDisplay(terminal, state);
}

class ProgressState {
  readonly #experiments: readonly Experiment[];
  readonly #clock: Clock;
  readonly #launchMs = new Map<string, number>();
  readonly estimates = new RunningEstimates();
  timeLeft: TimeLeft | undefined;
  rounds = 0;
  current: PlannedRound | undefined;
  phase = '';
  #startedAt = 0;

  constructor(experiments: readonly Experiment[], clock: Clock) {
    this.#experiments = experiments;
    this.#clock = clock;
  }

  update(event: RunEvent): void {
    if (event.kind === 'checked' && event.launchMs !== undefined)
      this.#launchMs.set(event.manifest.name, event.launchMs);
    if (event.kind === 'planned') {
      this.timeLeft = new TimeLeft(event.plan, this.#experiments, this.#launchMs);
      this.rounds = event.plan.rounds.length;
    }
    if (event.kind === 'round-started') {
      this.current = event.planned;
      this.#startedAt = this.#clock.now();
    }
    if (event.kind === 'progress') this.phase = visibleLine(event.doing);
    if (event.kind === 'phase') this.phase = visibleLine(`${event.phase}: ${event.detail}`);
    if (event.kind === 'record' && event.record.kind === 'launch' && this.current !== undefined)
      this.estimates.add(this.current.cell.variant, event.record);
    if (event.kind === 'round-ended') this.timeLeft?.took(event.planned, this.#clock.now() - this.#startedAt);
  }

  /** What is left of the current round is not known, so it counts as none. */
  left(): string {
    return formatDuration(this.timeLeft?.after(this.current?.index ?? -1) ?? 0);
  }
}

function plainDisplay(terminal: Terminal, state: ProgressState): Display {
  const line = (text: string): void => {
    terminal.err.write(`${visible(text)}\n`);
  };
  return {
    show: (event) => {
      state.update(event);
      if (event.kind === 'checked') line(describeCheck(event));
      if (event.kind === 'progress') line(event.doing);
      if (isOfWholeRun(event)) line(describeWarning(event.record));
      if (event.kind === 'planned') line(`${counted(state.rounds, 'round')}, about ${state.left()}`);
      if (event.kind === 'round-ended') {
        const { status, reason } = event.end;
        const { index, cell } = event.planned;
        const outcome = status === 'complete' ? '' : ` ${status}: ${reason ?? ''}`;
        line(`[${index + 1}/${state.rounds}] ${cellKey(cell)}${outcome} · ${state.left()} left`);
      }
    },
    [Symbol.dispose]: () => {},
  };
}

function liveDisplay(terminal: Terminal, state: ProgressState): Display {
  const paint = createColors(terminal.colour);
  const stream = terminal.err as NodeJS.WriteStream;
  const update = createLogUpdate(stream, { showCursor: true });
  const describeRound = ({ cell, repetition }: PlannedRound): string =>
    `  ${paint.bold(visibleLine(cell.variant))} ${visibleLine(cellKey(cell))} · repetition ${repetition + 1}`;
  const draw = (): void => {
    if (state.rounds === 0) return update(paint.dim(state.phase));
    const done = state.current?.index ?? 0;
    const width = 28;
    const filled = Math.round((done / state.rounds) * width);
    const bar = paint.cyan('━'.repeat(filled)) + paint.dim('─'.repeat(width - filled));
    return update(
      [
        `${bar} round ${done + 1} of ${state.rounds} · about ${state.left()} left`,
        state.current === undefined ? '' : describeRound(state.current),
        paint.dim(`  ${state.phase}`),
        `  median time to ready so far: ${state.estimates.toString() || '…'}`,
      ].join('\n'),
    );
  };
  return {
    show: (event) => {
      state.update(event);
      if (event.kind === 'checked') update.persist(visible(describeCheck(event)));
      else if (isOfWholeRun(event)) update.persist(paint.yellow(visible(describeWarning(event.record))));
      else if (event.kind === 'round-ended' && event.end.status !== 'complete')
        update.persist(
          paint.yellow(
            visible(`${cellKey(event.planned.cell)} ${event.end.status}: ${event.end.reason ?? ''}`),
          ),
        );
      if (event.kind !== 'record' || event.record.kind === 'launch') draw();
    },
    [Symbol.dispose]: () => {
      update.clear();
      update.done();
    },
  };
}

/** A warning that belongs to no round is told at once; those of rounds are counted, and told at the end. */
function isOfWholeRun(
  event: RunEvent,
): event is Extract<RunEvent, { kind: 'record' }> & { readonly record: WarningRecord } {
  return event.kind === 'record' && event.record.kind === 'warning' && event.record.round === undefined;
}

function describeWarning({ message, advice }: WarningRecord): string {
  return `! ${message}\n    → ${advice}`;
}

function describeCheck({ manifest, launchMs }: Extract<RunEvent, { kind: 'checked' }>): string {
  const { status, name, versions, label } = manifest;
  if (status.state !== 'measured') return `✗ ${name}: ${status.reason}\n    → ${status.hint}`;
  const about = [
    ...Object.entries(versions).map(([what, version]) => `${what} ${version}`),
    ...(label === null ? [] : [label]),
  ].join(', ');
  return `✓ ${name}: a trial instance was ready in ${formatDuration(launchMs ?? 0)}${about === '' ? '' : ` (${about})`}`;
}
