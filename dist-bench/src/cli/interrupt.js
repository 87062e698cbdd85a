import { leave } from '../host/process-io.js';
import { onStopSignal } from '../host/signals.js';
import { IsodenseError } from '../model/errors.js';
import { EXIT } from './exit-codes.js';
/** The first request to stop aborts the signal, and everything is torn down; the second leaves at once. */
export function watchInterruption(terminal) {
    const controller = new AbortController();
    let asked;
    const stop = onStopSignal((signal) => {
        if (asked !== undefined) {
            terminal.err.write('\nLeaving at once. Remove what remains with: isodense sweep\n');
            leave(codeOf(signal));
        }
        asked = signal;
        terminal.err.write('\nStopping: removing every instance, keeping what was measured. Once more to leave at once.\n');
        controller.abort(new IsodenseError('interrupted', `interrupted by ${signal}`));
    });
    return { signal: controller.signal, exitCode: () => (asked === undefined ? undefined : codeOf(asked)), [Symbol.dispose]: stop };
}
function codeOf(signal) {
    return signal === 'SIGINT' ? EXIT.interrupted : EXIT.terminated;
}
//# sourceMappingURL=interrupt.js.map