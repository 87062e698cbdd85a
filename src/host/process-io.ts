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
  for (const stream of [process.stdout, process.stderr]) stream.on('error', ignoreLeftReader);
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

/** A reader that leaves early (`| head`) must not end a run half-way, with everything that it launched left behind. */
function ignoreLeftReader(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
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
