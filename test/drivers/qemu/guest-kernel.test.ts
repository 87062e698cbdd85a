import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findGuestKernel } from '../../../src/drivers/qemu/guest-kernel.ts';
import { dependenciesOf, guestModules } from '../../../src/drivers/qemu/guest-modules.ts';

const { signal } = new AbortController();
let cache: string;
beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), 'isodense-kernels-'));
});
afterEach(() => rmSync(cache, { recursive: true }));

function put(path: string, content = ''): string {
  const file = join(cache, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  return file;
}

/** A kernel as the distribution's package unpacks, with modules that say what they need. */
function unpackKernel(release: string, modules: Readonly<Record<string, string>> = {}, root = 'lib'): void {
  put(`kernels/p_${release}/boot/vmlinuz-${release}`);
  mkdirSync(join(cache, `kernels/p_${release}/${root}/modules/${release}/kernel`), { recursive: true });
  for (const [name, needs] of Object.entries(modules)) {
    put(
      `kernels/p_${release}/${root}/modules/${release}/kernel/${name}.ko`,
      `ELF\0license=GPL\0depends=${needs}\0retpoline=Y\0`,
    );
  }
}

describe('the guest kernel', () => {
  it('is the newest of those in the cache, by number and not by spelling', () => {
    unpackKernel('6.1.0-9-cloud-amd64');
    unpackKernel('6.1.0-56-cloud-amd64', {}, 'usr/lib');
    expect(findGuestKernel(undefined, cache)).toMatchObject({
      release: '6.1.0-56-cloud-amd64',
      modules: expect.stringContaining('usr/lib/modules'),
    });
  });

  it('is the one that the variant names, which must be readable', () => {
    unpackKernel('6.1.0-9-cloud-amd64');
    const named = put('mine/vmlinux', 'x'.repeat(2_000) + 'Linux version 6.9.1-mine (me@here)');
    expect(findGuestKernel(named, cache)).toEqual({ release: '6.9.1-mine', file: named, modules: undefined });
    expect(findGuestKernel(join(cache, 'absent'), cache)).toBeUndefined();
  });
});

describe('the modules of a guest', () => {
  const modules = {
    virtio_ring: '',
    virtio: 'virtio_ring',
    virtio_pci: 'virtio,virtio_ring',
    'virtio-console': 'virtio',
    virtio_blk: 'virtio',
    ext4: '',
    virtio_net: 'virtio,net-failover',
    net_failover: 'failover',
    failover: '',
  };
  const namesOf = (list: readonly { readonly name: string }[]): string[] => list.map(({ name }) => name);

  it('come after what they depend on, once each, and not where they are built in', async () => {
    unpackKernel('6.1.0', modules);
    put(
      'kernels/p_6.1.0/lib/modules/6.1.0/modules.builtin',
      'kernel/fs/overlayfs/overlay.ko\nkernel/fs/mbcache.ko\n',
    );
    const found = await guestModules({
      kernel: findGuestKernel(undefined, cache)!,
      network: true,
      signal,
    });
    expect(namesOf(found.channel)).toEqual(['virtio_ring', 'virtio', 'virtio_pci', 'virtio_console']);
    expect(namesOf(found.system)).toEqual(['virtio_blk', 'ext4', 'failover', 'net_failover', 'virtio_net']);
  });

  it('are missed with the name of the module and how to fix it', async () => {
    unpackKernel('6.1.0', modules);
    const asked = guestModules({
      kernel: findGuestKernel(undefined, cache)!,
      network: false,
      signal,
    });
    await expect(asked).rejects.toMatchObject({
      kind: 'unavailable',
      message: expect.stringContaining('no module overlay'),
      hint: expect.stringContaining('npm run setup'),
    });
  });

  it('name their dependencies themselves, perhaps none', () => {
    expect(dependenciesOf(Buffer.from('\0depends=virtio,net-failover\0'))).toEqual([
      'virtio',
      'net_failover',
    ]);
    expect(dependenciesOf(Buffer.from('\0depends=\0name=x\0'))).toEqual([]);
    expect(dependenciesOf(Buffer.from('nothing'))).toEqual([]);
  });
});
