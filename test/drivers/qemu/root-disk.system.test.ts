import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, watch, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { leftoversOf, RootDisks } from '../../../src/drivers/qemu/root-disk.ts';
import type { PreparedImage } from '../../../src/image/image.ts';
import { createTestContext, type TestContext } from '../../support/driver-context.ts';
import { needs } from '../../support/requirements.ts';

const { signal } = new AbortController();
let cacheDirectory: string;
let context: TestContext;
let image: PreparedImage;
beforeEach(async (test) => {
  needs(test, 'root', 'mke2fs', 'busybox');
  cacheDirectory = mkdtempSync(join(tmpdir(), 'isodense-disks-'));
  context = createTestContext({ cacheDirectory });
  image = await context.hello();
});
afterEach(async () => {
  await context[Symbol.asyncDispose]();
  rmSync(cacheDirectory, { recursive: true, force: true });
});

describe("an image's disk in the cache", () => {
  it.each(['', '{}', '{"user":{"uid":-2,"gid":0,"groups":[],"home":"/"},"files":{}}'])(
    'is made again when its description is %j',
    async (text) => {
      const first = new RootDisks(context);
      const disk = await first.provide(image, signal);
      const prepared = first.preparedRoot(image);
      writeFileSync(`${disk}.json`, text);
      const second = new RootDisks(context);
      expect(second.has(image)).toBe(false);
      expect(await second.provide(image, signal)).toBe(disk);
      expect(second.preparedRoot(image)).toEqual(prepared);
      expect(new RootDisks(context).has(image)).toBe(true);
    },
  );

  it('is made in files that a sweep finds by their owner', async () => {
    const disks = join(cacheDirectory, 'disks');
    mkdirSync(disks);
    const seen = new Set<string>();
    const watcher = watch(disks, (_event, name) => void seen.add(name ?? ''));
    await new RootDisks(context).provide(image, signal);
    writeFileSync(join(disks, 'marker'), ''); // when it is seen, all before it was
    while (!seen.has('marker')) await once(watcher, 'change');
    watcher.close();
    const temporary = [...seen].filter((name) => name.endsWith('.partial'));
    expect(temporary.length).toBeGreaterThanOrEqual(3);
    for (const name of temporary) writeFileSync(join(disks, name), '');
    expect(leftoversOf(cacheDirectory, context.owner.id)).toEqual(
      temporary.map((name) => join(disks, name)).sort(),
    );
  });
});
