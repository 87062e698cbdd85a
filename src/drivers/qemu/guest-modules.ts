import { basename, join } from 'node:path';
import { decompressKernel } from '../../host/decompress.ts';
import { readBytes, readTextIfAny } from '../../host/files.ts';
import { listFilesBelow } from '../../host/tree.ts';
import { IsodenseError } from '../../model/errors.ts';
import type { GuestKernel } from './guest-kernel.ts';

export interface GuestModule {
  readonly name: string;
  readonly content: Buffer;
}

/** Modules in the order in which they must be loaded: first what the channels need, then everything else. */
export interface GuestModules {
  readonly channel: readonly GuestModule[];
  readonly system: readonly GuestModule[];
}

export interface ModulesRequest {
  readonly kernel: GuestKernel;
  readonly network: boolean;
  readonly signal: AbortSignal;
}

/**
 * Reads the drivers of a guest out of a kernel's modules, with all that they depend on; what is built in is
 * left out.
 */
export async function guestModules({ kernel, network, signal }: ModulesRequest): Promise<GuestModules> {
  if (kernel.modules === undefined) return { channel: [], system: [] };
  const index = new ModuleIndex(kernel, kernel.modules);
  const channel = await index.withDependencies(['virtio_pci', 'virtio_console'], signal);
  const system = await index.withDependencies(
    ['virtio_blk', 'ext4', 'overlay', ...(network ? ['virtio_net'] : [])],
    signal,
  );
  return { channel, system };
}

class ModuleIndex {
  readonly #kernel: GuestKernel;
  readonly #files: ReadonlyMap<string, string>;
  readonly #builtin: ReadonlySet<string>;
  readonly #seen = new Set<string>();

  constructor(kernel: GuestKernel, directory: string) {
    this.#kernel = kernel;
    this.#files = new Map(listFilesBelow(join(directory, 'kernel')).map((file) => [moduleName(file), file]));
    this.#builtin = new Set(
      (readTextIfAny(join(directory, 'modules.builtin')) ?? '').split('\n').map(moduleName),
    );
  }

  /** Dependencies first; what an earlier call gave is not given again. */
  async withDependencies(names: readonly string[], signal: AbortSignal): Promise<GuestModule[]> {
    const found: GuestModule[] = [];
    for (const name of names) {
      if (this.#seen.has(name) || this.#builtin.has(name)) continue;
      this.#seen.add(name);
      const file = this.#files.get(name);
      if (file === undefined) throw this.#missing(name);
      const content = await decompressKernel(readBytes(file), file, signal);
      found.push(...(await this.withDependencies(dependenciesOf(content), signal)), { name, content });
    }
    return found;
  }

  #missing(name: string): IsodenseError {
    return new IsodenseError(
      'unavailable',
      `the guest kernel ${this.#kernel.file} has no module ${name}, neither built in nor in ${this.#kernel.modules}`,
      {
        hint: 'npm run setup fetches a kernel that has it; or name another one with the option kernel',
      },
    );
  }
}

/** `kernel/fs/foo-bar.ko.xz` → `foo_bar`, as the kernel calls it. */
function moduleName(path: string): string {
  return basename(path)
    .replace(/\.ko(\.\w+)?$/, '')
    .replaceAll('-', '_');
}

/**
 * What the module itself says that it needs (section .modinfo). An unpacked package has no modules.dep yet.
 */
export function dependenciesOf(module: Buffer): string[] {
  const start = module.indexOf('\0depends=') + 1;
  if (start === 0) return [];
  const text = module.toString('latin1', start + 'depends='.length, module.indexOf(0, start));
  return text
    .split(',')
    .filter(Boolean)
    .map((name) => name.replaceAll('-', '_'));
}
