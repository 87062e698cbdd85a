import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { moveIntoPlace } from '../../src/host/files.ts';

const { signal } = new AbortController();
let directory: string;
let from: string;
let to: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'isodense-files-'));
  from = join(directory, 'new.partial');
  to = join(directory, 'new');
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  rmSync(directory, { recursive: true });
});

/** A program called sync that is found before the host's. */
function putSync(script: string): void {
  writeFileSync(join(directory, 'sync'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  vi.stubEnv('PATH', `${directory}:${process.env['PATH']}`);
}

describe('moving something finished into place', () => {
  it('flushes a file before it gets its name', async () => {
    writeFileSync(from, 'content');
    await using handle = await open(from);
    const places: boolean[] = [];
    vi.spyOn(Object.getPrototypeOf(handle) as typeof handle, 'sync').mockImplementation(async () => {
      places.push(existsSync(to));
    });
    expect(await moveIntoPlace(from, to, signal)).toBe(true);
    expect(places).toEqual([false]);
    expect(existsSync(to)).toBe(true);
  });

  it('flushes the file system of a tree before the tree gets its name', async () => {
    mkdirSync(from);
    putSync(`[ ! -e "${to}" ] && echo "$@" > "${directory}/flushed"`);
    expect(await moveIntoPlace(from, to, signal)).toBe(true);
    expect(existsSync(join(directory, 'flushed'))).toBe(true);
    expect(existsSync(to)).toBe(true);
  });

  it('leaves a tree that cannot be flushed without its name', async () => {
    mkdirSync(from);
    putSync('echo no room >&2; exit 1');
    await expect(moveIntoPlace(from, to, signal)).rejects.toThrow(/^sync -f .* ended with 1: no room$/);
    expect(existsSync(to)).toBe(false);
  });

  it('keeps a tree that somebody else was faster with', async () => {
    mkdirSync(from);
    mkdirSync(join(to, 'theirs'), { recursive: true });
    expect(await moveIntoPlace(from, to, signal)).toBe(false);
    expect(existsSync(join(to, 'theirs'))).toBe(true);
  });
});
