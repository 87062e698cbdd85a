import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { reseedProgram } from '../../../src/drivers/qemu/reseed-program.ts';
import { isRoot } from '../../../src/host/platform.ts';
import { needs } from '../../support/requirements.ts';

const ENOTTY = 25;

/** Runs it with the file as its standard input; its exit code. */
function run(file: string): number | null {
  const directory = mkdtempSync(join(tmpdir(), 'isodense-reseed-'));
  const input = openSync(file, 'r');
  try {
    const program = join(directory, 'reseed');
    writeFileSync(program, reseedProgram('amd64'), { mode: 0o755 });
    return spawnSync(program, { stdio: [input, 'ignore', 'ignore'] }).status;
  } finally {
    closeSync(input);
    rmSync(directory, { recursive: true });
  }
}

describe.skipIf(process.arch !== 'x64')('the program that has the kernel draw new random keys', () => {
  it('is an executable that does so where it may', (test) => {
    needs(test, 'root');
    expect(isRoot()).toBe(true);
    expect(run('/dev/urandom')).toBe(0);
  });

  it("exits with the kernel's error number where its input is no random device", () => {
    expect(run('/dev/null')).toBe(ENOTTY);
  });
});

describe('the same program for another architecture', () => {
  it('is an ELF file of that machine, whose entry point is its first instruction', () => {
    const program = reseedProgram('arm64');
    expect(program.readUInt16LE(18)).toBe(183);
    const offset = Number(program.readBigUInt64LE(24) - program.readBigUInt64LE(64 + 16));
    expect(program.readUInt32LE(offset)).toBe(0xd2800000);
    expect(offset + 8 * 4).toBe(program.length);
  });
});
