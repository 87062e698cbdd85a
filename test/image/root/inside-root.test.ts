import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { insideRoot } from '../../../src/image/root/inside-root.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'isodense-root-'));
});
afterEach(() => rmSync(root, { recursive: true }));

describe('a path in a root filesystem', () => {
  it('never leads out of it, whatever its symbolic links say', () => {
    symlinkSync('/etc', join(root, 'absolute'));
    symlinkSync('../../../../etc', join(root, 'relative'));
    expect(insideRoot(root, '/absolute/passwd')).toBe(join(root, 'etc/passwd'));
    expect(insideRoot(root, '/relative/passwd')).toBe(join(root, 'etc/passwd'));
    expect(insideRoot(root, '../../etc/passwd')).toBe(join(root, 'etc/passwd'));
  });

  it('follows links as the workload would', () => {
    mkdirSync(join(root, 'var'));
    mkdirSync(join(root, 'run'));
    symlinkSync('/run', join(root, 'var/run'));
    symlinkSync('run/../run', join(root, 'var/again'));
    expect(insideRoot(root, '/var/run/app')).toBe(join(root, 'run/app'));
    expect(insideRoot(root, '/var/again/app')).toBe(join(root, 'run/app'));
  });

  it('may name what does not exist yet', () => {
    expect(insideRoot(root, '/a/b/c')).toBe(join(root, 'a/b/c'));
    expect(insideRoot(root, '')).toBe(root);
  });

  it('is refused when its links go round in a circle', () => {
    symlinkSync('b', join(root, 'a'));
    symlinkSync('a', join(root, 'b'));
    expect(() => insideRoot(root, '/a')).toThrow('too many levels of symbolic links');
  });
});
