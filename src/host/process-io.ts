import type { Writable } from 'node:stream';

/** The process's own streams, arguments and end. */

export interface Terminal {
  readonly out: Writable;
  readonly err: Writable;
  /** Both streams are for a person at a terminal. */
  readonly interactive: boolean;
  readonly colour: boolean;
  /** Columns of the terminal. */
  readonly width: number;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly directory: string;
}

export function processTerminal(): Terminal {
  const interactive = process.stderr.isTTY === true;
  const wantsColour = process.env['NO_COLOR'] === undefined && process.env['TERM'] !== 'dumb';
  return {
    out: process.stdout,
    err: process.stderr,
    interactive,
    colour: process.env['FORCE_COLOR'] !== undefined || (process.stdout.isTTY === true && wantsColour),
    width: process.stdout.columns ?? 100,
    environment: process.env,
    directory: process.cwd(),
  };
}

export function processArguments(): readonly string[] {
  return process.argv.slice(2);
}

/** Sets the code with which the process will end by itself, so that nothing under way is cut off. */
export function setExitCode(code: number): void {
  process.exitCode = code;
}

/** Ends the process now. */
export function leave(code: number): never {
  process.exit(code);
}
