import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cacheDirectory, openCacheDirectory, openStateRoot, stateRoot } from '../../src/host/directories.ts';
import { isOwnDirectory, readOwnText } from '../../src/host/own-directory.ts';
import { needs } from '../support/requirements.ts';

const STRANGER = 65_534;
const VARIABLES = ['ISODENSE_STATE', 'ISODENSE_CACHE', 'XDG_CACHE_HOME', 'HOME', 'SUDO_UID'] as const;
const before = Object.fromEntries(VARIABLES.map((name) => [name, process.env[name]]));
let place: string;
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'isodense-own-'));
});
afterEach(() => {
  for (const name of VARIABLES) set(name, before[name]);
  rmSync(place, { recursive: true });
});

function set(name: string, value: string | undefined): void {
  if (value === undefined) delete process.env[name];
  else process.env[name] = value;
}

const inPlace = (name: string) => join(place, name);
const mode = (path: string) => (statSync(path).mode & 0o7777).toString(8);

function open(path: string): string {
  process.env['ISODENSE_STATE'] = path;
  return openStateRoot();
}

function folder(name: string, permissions: number, owner?: number): string {
  const path = inPlace(name);
  mkdirSync(path);
  chmodSync(path, permissions);
  if (owner !== undefined) chownSync(path, owner, owner);
  return path;
}

describe('a directory of our own', () => {
  it('is made for this user alone, whatever is missing above it', () => {
    expect(open(inPlace('a/b/c'))).toBe(inPlace('a/b/c'));
    expect(mode(inPlace('a/b/c'))).toBe('700');
  });

  it('is closed to others when it holds nothing of theirs', () => {
    const path = folder('state', 0o755);
    mkdirSync(join(path, 'isdabc'));
    open(path);
    expect(mode(path)).toBe('700');
  });

  it('keeps its mode when it holds other files too, as long as nobody else can write to it', () => {
    const path = folder('state', 0o755);
    writeFileSync(join(path, 'photograph'), '');
    open(path);
    expect(mode(path)).toBe('755');
  });

  it.each([0o777, 0o1777])('is refused, not changed, when others can write to it: mode %o', (permissions) => {
    const path = folder('state', permissions);
    expect(() => open(path)).toThrow(
      expect.objectContaining({
        kind: 'usage',
        message: expect.stringContaining('others can write to it'),
        hint: expect.stringContaining('ISODENSE_STATE'),
      }),
    );
    expect(mode(path)).toBe(permissions.toString(8));
  });

  it('is refused when it is a link, also to a directory of our own', () => {
    symlinkSync(folder('target', 0o700), inPlace('link'));
    expect(() => open(inPlace('link'))).toThrow(/link cannot be trusted: it is a symbolic link/);
  });

  it('is refused when it is a file', () => {
    writeFileSync(inPlace('file'), '');
    expect(() => open(inPlace('file'))).toThrow(/it is not a directory/);
    expect(() => open(inPlace('file/state'))).toThrow(/file is not a directory/);
  });

  it('is reached through links where only this user can have put them', () => {
    const target = folder('target', 0o700);
    symlinkSync('target', inPlace('link'));
    expect(open(inPlace('link/state'))).toBe(join(target, 'state'));
  });

  it('is refused below a directory in which anybody can put another in its place', () => {
    folder('shared', 0o777);
    expect(() => open(inPlace('shared/state'))).toThrow(/others can write to .*shared \(mode 0777\)/);
    chmodSync(inPlace('shared'), 0o1777);
    expect(open(inPlace('shared/state'))).toBe(inPlace('shared/state'));
    symlinkSync(place, inPlace('shared/link'));
    expect(() => open(inPlace('shared/link/state'))).toThrow(
      /symbolic link in a directory that others can write to/,
    );
  });

  it('is refused when links lead in a circle', () => {
    symlinkSync('two', inPlace('one'));
    symlinkSync('one', inPlace('two'));
    expect(() => open(inPlace('one/state'))).toThrow(/leads nowhere/);
  });

  it('is refused when it, or a directory above it, belongs to another user', (context) => {
    needs(context, 'root');
    expect(() => open(folder('state', 0o700, STRANGER))).toThrow(/belongs to user 65534, and this is user 0/);
    expect(() => open(join(folder('above', 0o755, STRANGER), 'state'))).toThrow(
      /above belongs to user 65534/,
    );
  });

  it('may belong to the user who ran sudo', (context) => {
    needs(context, 'root');
    const path = folder('state', 0o755, STRANGER);
    process.env['SUDO_UID'] = String(STRANGER);
    expect(open(path)).toBe(path);
  });
});

describe('where the directories are', () => {
  it.each(['ISODENSE_STATE', 'ISODENSE_CACHE'])(
    '%s counts as unset when it is empty, and from the working directory when it is relative',
    (name) => {
      const where = name === 'ISODENSE_STATE' ? stateRoot : cacheDirectory;
      set(name, undefined);
      const usual = where();
      set(name, '');
      expect(where()).toBe(usual);
      set(name, 'some/where');
      expect(where()).toBe(join(process.cwd(), 'some/where'));
    },
  );

  it.each([undefined, ''])('the cache is in the home that the system knows when HOME is %j', (home) => {
    set('ISODENSE_CACHE', undefined);
    set('XDG_CACHE_HOME', undefined);
    set('HOME', home);
    expect(cacheDirectory()).toMatch(/^\/.+\/\.cache\/isodense$/);
  });

  it('a cache that cannot be made is no obstacle yet', () => {
    process.env['ISODENSE_CACHE'] = '/proc/cache';
    expect(openCacheDirectory()).toBe('/proc/cache');
  });
});

describe('what is believed', () => {
  it('is read from regular files only, never through a link', () => {
    writeFileSync(inPlace('file'), 'text');
    symlinkSync('file', inPlace('link'));
    expect(readOwnText(inPlace('file'))).toBe('text');
    for (const name of ['link', 'none', '.']) expect(readOwnText(inPlace(name))).toBeUndefined();
  });

  it('is no directory that is a link', () => {
    symlinkSync(folder('target', 0o700), inPlace('link'));
    expect([inPlace('target'), inPlace('link')].map(isOwnDirectory)).toEqual([true, false]);
  });
});
