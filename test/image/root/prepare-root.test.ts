import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ImageConfig, PreparedImage } from '../../../src/image/image.ts';
import { parsePreparedRoot, prepareRoot, preparedRootKey } from '../../../src/image/root/prepare-root.ts';

const CONFIG: ImageConfig = {
  architecture: 'amd64',
  entrypoint: ['/app'],
  command: [],
  env: [],
  user: 'app',
  workingDirectory: '/work/here',
  stopSignal: '',
  volumes: ['/volume'],
};
let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'isodense-root-'));
  mkdirSync(join(root, 'etc'));
  writeFileSync(join(root, 'etc/passwd'), 'app:x:1000:1001:app:/home/app:/bin/sh\n');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe('preparing a root filesystem', () => {
  it('makes the working directory, the volumes and the files of each instance', () => {
    symlinkSync('/run/resolv.conf', join(root, 'etc/resolv.conf'));
    const { user, files } = prepareRoot(root, CONFIG);
    expect(user).toMatchObject({ uid: 1000, gid: 1001, home: '/home/app' });
    expect(files).toEqual({
      '/etc/hosts': '/etc/hosts',
      '/etc/hostname': '/etc/hostname',
      '/etc/resolv.conf': '/run/resolv.conf',
    });
    for (const directory of ['work/here', 'volume'])
      expect(statSync(join(root, directory)).isDirectory()).toBe(true);
    expect(readFileSync(join(root, 'run/resolv.conf'), 'utf8')).toBe('');
  });

  it('refuses an image that has a file where its working directory belongs', () => {
    writeFileSync(join(root, 'work'), '');
    expect(() => prepareRoot(root, CONFIG)).toThrow(
      "the image's working directory /work/here is not a directory",
    );
  });

  it('gives what can be stored and read again, and reads nothing else', () => {
    const prepared = prepareRoot(root, CONFIG);
    expect(parsePreparedRoot(JSON.stringify(prepared))).toEqual(prepared);
    for (const text of ['', '{}', JSON.stringify({ ...prepared, user: { uid: -2 } })])
      expect(parsePreparedRoot(text)).toBeUndefined();
  });

  it('is another for another user, working directory or volume, and the same for another command', () => {
    const keyFor = (config: Partial<ImageConfig>): string =>
      preparedRootKey({ digest: 'sha256:1234', config: { ...CONFIG, ...config } } as PreparedImage);
    expect(keyFor({ command: ['other'] })).toBe(keyFor({}));
    const changes = [{ user: '' }, { workingDirectory: '/' }, { volumes: [] }];
    expect(new Set([{}, ...changes].map(keyFor)).size).toBe(4);
  });
});
