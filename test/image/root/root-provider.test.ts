import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PreparedImage } from '../../../src/image/image.ts';
import { RootProvider } from '../../../src/image/root/root-provider.ts';

const { signal } = new AbortController();
const image = { digest: 'sha256:1234', description: 'an image' } as PreparedImage;
let base: string;
let unpackings: string[];
let failure: Error | undefined;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'isodense-roots-'));
  unpackings = [];
  failure = undefined;
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

const cache = () => join(base, 'cache', 'rootfs');
const session = () => join(base, 'session');

function providerFor(sessionSignal = signal): RootProvider<string> {
  return new RootProvider({
    context: {
      owner: { id: 'isd-test', hostId: 'host' },
      cacheDirectory: join(base, 'cache'),
      images: {
        flatten: async (_image, directory) => {
          unpackings.push(directory);
          writeFileSync(join(directory, 'file'), 'content');
          if (failure !== undefined) throw failure;
        },
      },
    },
    image,
    directory: session(),
    make: async (unpacked, directory) => {
      mkdirSync(directory, { recursive: true });
      return unpacked;
    },
    signal: sessionSignal,
  });
}

describe("an image's root filesystem, provided for one session", () => {
  it('is unpacked once, into the cache, for all who ask at the same time', async () => {
    const provider = providerFor();
    expect(provider.current).toBeUndefined();
    const roots = await Promise.all([provider.provide(signal), provider.provide(signal)]);
    expect(unpackings).toHaveLength(1);
    expect(new Set(roots)).toEqual(new Set([provider.current]));
    expect(readdirSync(cache()).map((name) => join(cache(), name))).toEqual([provider.current]);
  });

  it('is taken from the cache by the next session', async () => {
    const first = await providerFor().provide(signal);
    expect(await providerFor().provide(signal)).toBe(first);
    expect(unpackings).toHaveLength(1);
  });

  it('is unpacked again once it was forgotten, and the cache stays for other runs', async () => {
    const provider = providerFor();
    const cached = await provider.provide(signal);
    await provider.forget();
    expect(provider.current).toBeUndefined();
    expect(existsSync(session())).toBe(false);
    expect(await provider.provide(signal)).toBe(join(session(), 'unpacked'));
    expect(unpackings).toHaveLength(2);
    expect(existsSync(cached)).toBe(true);
  });

  it('leaves nothing half unpacked in the cache, and can be asked for again after a failure', async () => {
    const provider = providerFor();
    failure = new Error('no room');
    await expect(provider.provide(signal)).rejects.toThrow('no room');
    expect(readdirSync(cache())).toEqual([]);
    failure = undefined;
    expect(await provider.provide(signal)).toBe(provider.current);
  });
});
