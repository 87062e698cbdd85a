import { Writable } from 'node:stream';
import type { Terminal } from '../../src/host/process-io.ts';

/** A terminal that nobody looks at: it keeps what is printed. */
export interface CapturedTerminal extends Terminal {
  stdout(): string;
  stderr(): string;
}

export function captureTerminal(directory: string, overrides: Partial<Terminal> = {}): CapturedTerminal {
  const out = new Sink();
  const err = new Sink();
  return {
    out,
    err,
    interactive: false,
    colour: false,
    width: 100,
    environment: {},
    directory,
    ...overrides,
    stdout: () => out.text,
    stderr: () => err.text,
  };
}

class Sink extends Writable {
  text = '';

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}
