import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PersistentFile } from '../../src/host/persistent-file.ts';

describe('a file that stays open', () => {
  it('is read again from its start each time', () => {
    const directory = mkdtempSync(join(tmpdir(), 'isodense-file-'));
    const path = join(directory, 'counter');
    writeFileSync(path, '12345');
    const file = PersistentFile.open(path)!;
    expect(file.read()?.toString()).toBe('12345');
    writeFileSync(path, '67');
    expect(file.read()?.toString()).toBe('67');
    file.close();
    expect(file.read()).toBeUndefined();
    file.close();
    rmSync(directory, { recursive: true });
  });

  it('is undefined where there is none', () => {
    expect(PersistentFile.open('/no/such/file')).toBeUndefined();
  });
});
