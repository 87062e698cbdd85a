import { IsodenseError, messageOf } from '../model/errors.ts';
import { visible } from '../model/visible-text.ts';

/** An error as a user reads it: what happened, the way out; the stack only when asked or when it is our defect. */
export function describeError(error: unknown, verbose: boolean): string {
  const lines = [`isodense: ${messageOf(error)}`];
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof IsodenseError && cause.hint !== undefined) {
      lines.push(`  → ${cause.hint}`);
      break;
    }
  }
  if (isSuppressed(error)) lines.push(`  before that: ${messageOf(error.suppressed)}`);
  if (verbose && error instanceof Error) lines.push(stackOf(error));
  else if (!(error instanceof IsodenseError)) lines.push('  → this is a defect of isodense; run again with --verbose and report what it prints');
  return visible(lines.join('\n'));
}

/** A failing disposal wraps what went wrong first (Explicit Resource Management proposal). */
function isSuppressed(error: unknown): error is Error & { readonly suppressed: unknown } {
  return error instanceof Error && 'suppressed' in error;
}

function stackOf(error: Error): string {
  const own = error.stack ?? error.message;
  return error.cause instanceof Error ? `${own}\ncaused by: ${stackOf(error.cause)}` : own;
}
