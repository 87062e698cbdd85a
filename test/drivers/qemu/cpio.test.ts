import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packCpio, type CpioEntry } from '../../../src/drivers/qemu/cpio.ts';
import { needs } from '../../support/requirements.ts';

const ENTRIES: readonly CpioEntry[] = [
  { kind: 'directory', path: 'bin' },
  { kind: 'file', path: 'bin/tool', mode: 0o755, content: Buffer.from('odd length!') },
  { kind: 'file', path: 'empty', content: Buffer.alloc(0) },
  { kind: 'link', path: 'bin/alias', target: 'tool' },
  { kind: 'pipe', path: 'pipe', mode: 0o666 },
  { kind: 'character device', path: 'console', major: 5, minor: 1 },
];

describe('an initramfs archive', () => {
  it('lists in another program as it was packed: kinds, modes and links', (context) => {
    needs(context, 'busybox');
    const listing = execFileSync('busybox', ['cpio', '-tv'], {
      input: packCpio(ENTRIES),
      stdio: ['pipe', 'pipe', 'ignore'],
    })
      .toString()
      .trim()
      .split('\n');
    expect(listing.map((line) => line.split(' ', 1)[0])).toEqual([
      'drwxr-xr-x',
      '-rwxr-xr-x',
      '-rw-r--r--',
      'lrwxrwxrwx',
      'prw-rw-rw-',
      'crw-------',
    ]);
    expect(listing[3]).toContain('bin/alias -> tool');
  });

  it('carries the numbers of a device in its header', () => {
    const header = packCpio(ENTRIES.slice(5)).toString('latin1', 0, 110);
    expect(header.slice(6 + 9 * 8, 6 + 11 * 8)).toBe('0000000500000001'); // c_rdevmajor, c_rdevminor
  });

  it('gives back the content of files', (context) => {
    needs(context, 'busybox');
    const directory = mkdtempSync(join(tmpdir(), 'isodense-cpio-'));
    try {
      execFileSync('busybox', ['cpio', '-id'], {
        cwd: directory,
        input: packCpio(ENTRIES.slice(0, 4)),
        stdio: ['pipe', 'ignore', 'ignore'],
      });
      expect(readFileSync(join(directory, 'bin/alias'), 'utf8')).toBe('odd length!');
      expect(readFileSync(join(directory, 'empty'), 'utf8')).toBe('');
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
});
