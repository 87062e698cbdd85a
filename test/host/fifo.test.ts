import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startProcess } from '../../src/host/command.ts';
import { closeDescriptor, makeFifos, openFifo } from '../../src/host/fifo.ts';

async function outputOf(path: string, script: string): Promise<string> {
  const { reader, writer } = openFifo(path);
  startProcess('/bin/sh', ['-c', script], { stdio: ['ignore', writer, writer] });
  closeDescriptor(writer);
  let text = '';
  reader.on('data', (chunk: Buffer) => (text += chunk.toString()));
  await once(reader, 'close');
  return text;
}

describe('a named pipe', () => {
  it('carries the output of one child after another, and ends with each', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'isodense-fifo-'));
    const path = join(directory, 'output');
    await makeFifos([path]);
    expect(await outputOf(path, 'echo first; echo error >&2')).toBe('first\nerror\n');
    expect(await outputOf(path, 'echo second >/dev/stdout')).toBe('second\n');
    rmSync(directory, { recursive: true });
  });
});
