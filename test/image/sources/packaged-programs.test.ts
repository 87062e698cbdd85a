import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { packagedPrograms } from '../../../src/image/sources/packaged-programs.ts';

let cache: string;
beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), 'isodense-programs-'));
});
afterEach(() => rmSync(cache, { recursive: true }));

function unpacked(tree: string, path: string, content: string, mode: number): void {
  const file = join(cache, 'programs', tree, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  chmodSync(file, mode);
}

describe('packaged programs', () => {
  it('come with their libraries, the newest version of each, a shared file once', () => {
    unpacked('beat_1.0-1', 'bin/beat', 'old', 0o755);
    unpacked('beat_1.2-1', 'bin/beat', 'new', 0o755);
    unpacked('beat_1.2-1', 'lib/libc.so.6', 'c', 0o644);
    unpacked('serve_3', 'bin/serve', 's', 0o755);
    unpacked('serve_3', 'lib/libc.so.6', 'c', 0o644);
    expect(packagedPrograms(['beat', 'serve'], cache)).toEqual([
      { path: 'bin/beat', type: 'file', mode: 0o755, content: Buffer.from('new') },
      { path: 'bin/serve', type: 'file', mode: 0o755, content: Buffer.from('s') },
      { path: 'lib/libc.so.6', type: 'file', mode: 0o644, content: Buffer.from('c') },
    ]);
  });

  it('that are missing are named with how to get them', () => {
    expect(() => packagedPrograms(['stress-ng'], cache)).toThrow(
      expect.objectContaining({
        kind: 'unavailable',
        message: expect.stringContaining('stress-ng'),
        hint: expect.stringContaining('fetch-programs.sh'),
      }),
    );
  });
});
