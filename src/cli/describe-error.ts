import { IsodenseError, messageOf } from '../model/errors.ts';
import { visible } from '../model/visible-text.ts';

/**
 * An error as a user reads it: what happened, how to fix it; the stack only when asked or when it is our
 * defect.
 */
export function describeError(error: unknown, verbose: boolean): string {
  const shown = isSuppressed(error) ? error.error : error;
  const lines = [`isodense: ${messageOf(shown)}`];
  const hint = hintOf(shown);
  if (hint !== undefined) lines.push(`  → ${hint}`);
  if (isSuppressed(error)) lines.push(`  before that: ${messageOf(error.suppressed)}`);
  if (verbose && error instanceof Error) lines.push(stackOf(error));
  else if (!isExpected(shown))
    lines.push('  → this is a bug in isodense; run again with --verbose and report the output');
  return visible(lines.join('\n'));
}

/** The first one along the causes and, of several errors that were thrown together, of any of them. */
function hintOf(error: unknown): string | undefined {
  if (error instanceof IsodenseError && error.hint !== undefined) return error.hint;
  if (error instanceof AggregateError) return error.errors.map(hintOf).find((hint) => hint !== undefined);
  return error instanceof Error ? hintOf(error.cause) : undefined;
}

/** Thrown on purpose: by us, or several of ours together. */
function isExpected(error: unknown): boolean {
  return (
    error instanceof IsodenseError ||
    (error instanceof AggregateError && error.errors.length > 0 && error.errors.every(isExpected))
  );
}

/**
 * A failing disposal wraps what went wrong first (Explicit Resource Management proposal): `error` is the
 * disposal's own.
 */
function isSuppressed(
  error: unknown,
): error is Error & { readonly error: unknown; readonly suppressed: unknown } {
  return error instanceof Error && 'suppressed' in error && 'error' in error;
}

function stackOf(error: Error): string {
  const own = error.stack ?? error.message;
  return error.cause instanceof Error ? `${own}\ncaused by: ${stackOf(error.cause)}` : own;
}
