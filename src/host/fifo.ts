import { closeSync, constants, openSync } from 'node:fs';
import { Socket } from 'node:net';
import type { Readable, Writable } from 'node:stream';
import { DEADLINES } from '../model/deadlines.ts';
import { runCommand } from './command.ts';

/**
 * Named pipes. Node gives its children socket pairs, and a socket cannot be opened again as /dev/stdout,
 * which is how many images write their log (nginx, for example). A pipe can.
 */
export async function makeFifos(paths: readonly string[]): Promise<void> {
  // Any user may open it again: a process that runs as the image's own user must be able to open its
  // /dev/stdout too.
  await runCommand('mkfifo', ['-m', '666', ...paths], { deadlineMs: DEADLINES.quickCommand });
}

export interface OpenFifo {
  /** Ends when the last writer closes it. */
  readonly reader: Readable;
  /** For the child's stdio; close it in this process once the child has it, or the reader never ends. */
  readonly writer: number;
}

export function openFifo(path: string): OpenFifo {
  // Without O_NONBLOCK the first open would wait for the second.
  const reading = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const writer = openSync(path, constants.O_WRONLY);
  return { reader: new Socket({ fd: reading, readable: true, writable: false }), writer };
}

export interface OpenInputFifo {
  /** For the child's stdio; close it in this process once the child has it. */
  readonly reader: number;
  /** The child sees an end of file when it is closed, including when this process ends. */
  readonly writer: Writable;
}

/** The child's end blocks, as programs expect of their input; this end does not. */
export function openInputFifo(path: string): OpenInputFifo {
  // so that neither open has to wait for the other
  const both = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
  const reader = openSync(path, constants.O_RDONLY);
  const writing = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
  closeSync(both);
  return { reader, writer: new Socket({ fd: writing, readable: false, writable: true }) };
}

export function closeDescriptor(descriptor: number): void {
  closeSync(descriptor);
}
