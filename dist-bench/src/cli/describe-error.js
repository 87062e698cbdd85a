import { IsodenseError, messageOf } from '../model/errors.js';
/** An error as a user reads it: what happened, the way out; the stack only when asked or when it is our defect. */
export function describeError(error, verbose) {
    const lines = [`isodense: ${messageOf(error)}`];
    for (let cause = error; cause instanceof Error; cause = cause.cause) {
        if (cause instanceof IsodenseError && cause.hint !== undefined) {
            lines.push(`  → ${cause.hint}`);
            break;
        }
    }
    if (isSuppressed(error))
        lines.push(`  before that: ${messageOf(error.suppressed)}`);
    if (verbose && error instanceof Error)
        lines.push(stackOf(error));
    else if (!(error instanceof IsodenseError))
        lines.push('  → this is a defect of isodense; run again with --verbose and report what it prints');
    return lines.join('\n');
}
/** A failing disposal wraps what went wrong first (Explicit Resource Management proposal). */
function isSuppressed(error) {
    return error instanceof Error && 'suppressed' in error;
}
function stackOf(error) {
    const own = error.stack ?? error.message;
    return error.cause instanceof Error ? `${own}\ncaused by: ${stackOf(error.cause)}` : own;
}
//# sourceMappingURL=describe-error.js.map