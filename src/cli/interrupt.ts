import { leave, type Terminal } from '../host/process-io.ts';
import { onStopSignal, type StopSignal } from '../host/signals.ts';
import { IsodenseError } from '../model/errors.ts';
import { EXIT } from './exit-codes.ts';

export interface Interruption extends Disposable {
  readonly signal: AbortSignal;
  /** What the process ends with if it was asked to stop; undefined if not. */
  exitCode(): number | undefined;
}

/** The first request to stop aborts the signal, and everything is torn down; the second leaves at once. */
export function watchInterruption(terminal: Terminal): Interruption {
  const controller = new AbortController();
  let asked: StopSignal | undefined;
  const stop = onStopSignal((signal) => {
    if (asked !== undefined) {
      terminal.err.write('\nExiting now. Remove what is left with: isodense sweep\n');
      leave(codeOf(signal));
    }
    asked = signal;
    terminal.err.write(
      '\nStopping: removing all instances, keeping the rounds measured so far. Interrupt again to exit now.\n',
    );
    controller.abort(new IsodenseError('interrupted', `interrupted by ${signal}`));
  });
  return {
    signal: controller.signal,
    exitCode: () => (asked === undefined ? undefined : codeOf(asked)),
    [Symbol.dispose]: stop,
  };
}

function codeOf(signal: StopSignal): number {
  return signal === 'SIGINT' ? EXIT.interrupted : EXIT.terminated;
}
