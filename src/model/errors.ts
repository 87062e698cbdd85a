/**
 * Every error that a user can see. The kind decides the exit code (see cli/exit-codes.ts); the message says
 * what was expected, what was found and where; the hint says how to fix it.
 */
export type ErrorKind =
  | 'usage' // wrong arguments, a scenario that does not validate, a run directory that is not one
  | 'no-baseline' // there is no baseline where one is needed, or it cannot be compared
  | 'unavailable' // this host cannot run it
  | 'interrupted' // the user asked to stop
  | 'internal'; // a defect of isodense or of something it depends on

export interface IsodenseErrorOptions {
  readonly hint?: string;
  readonly cause?: unknown;
}

export class IsodenseError extends Error {
  override readonly name = 'IsodenseError';
  readonly kind: ErrorKind;
  readonly hint: string | undefined;

  constructor(kind: ErrorKind, message: string, options: IsodenseErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.kind = kind;
    this.hint = options.hint;
  }
}

/**
 * No other instance fits above the memory that is reserved for the host: a limit was reached, which is not
 * a fault.
 */
export class ReserveReached extends IsodenseError {}

/**
 * A run that ended with rounds left, because some variants cannot run at the moment. It can be resumed.
 */
export class RunIncomplete extends IsodenseError {}

/** Several failures as one error: the user's to fix if each of them is. */
export function together(failures: readonly unknown[]): unknown {
  if (failures.length === 1) return failures[0];
  const told = [...new Set(failures.map(messageOf))].join('; ');
  const [first] = failures;
  if (
    first instanceof IsodenseError &&
    failures.every((failure) => failure instanceof IsodenseError && failure.kind === first.kind)
  ) {
    return new IsodenseError(first.kind, told, {
      ...(first.hint === undefined ? {} : { hint: first.hint }),
      cause: new AggregateError(failures),
    });
  }
  return new AggregateError(failures, told);
}

/** The message of anything thrown: JavaScript can throw more than errors. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
