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

/**
 * @param lost the exit code, if nothing worse happens, when output could not be written
 */
export function processTerminal(lost = 1): Terminal {
  surviveLoss(process.stdout, 'standard output', lost);
  surviveLoss(process.stderr, 'standard error', lost);
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

/**
 * A reader that leaves early (`
 * head`) or a full disk (`> file`) must not end a run half-way and leave all its instances behind. The
 * reader wanted no more; on a full disk output is missing, so the process ends with `code`.
 */
function surviveLoss(stream: NodeJS.WriteStream, name: string, code: number): void {
  let isLost = false;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (isLost || error.code === 'EPIPE') return;
    isLost = true;
    process.stderr.write(
      `isodense: ${name} cannot be written (${error.message})\n  → free space there, or write it elsewhere\n`,
    );
    process.on('exit', (ended) => {
      if (ended === 0) process.exitCode = code;
    });
  });
}

export function processArguments(): readonly string[] {
  return process.argv.slice(2);
}

/** Sets the exit code with which the process ends by itself, so that no work in progress is cut off. */
export function setExitCode(code: number): void {
  process.exitCode = code;
}

/** The same, but abandoned work keeps the process alive for `graceMs` at most. */
export function endSoon(code: number, graceMs: number): void {
  setExitCode(code);
  setTimeout(() => process.exit(), graceMs).unref();
}

/** Ends the process now. */
export function leave(code: number): never {
  process.exit(code);
}
