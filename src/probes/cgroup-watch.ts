import { PersistentFile } from '../host/persistent-file.ts';
import type { CgroupReader, CgroupReading } from '../model/host-access.ts';
import { cpuFile, cpuSecondsOf } from './cgroup-cpu.ts';
import { numberAt } from './cgroup-fields.ts';
import { chargedMemoryFiles, inactiveFileBytes } from './cgroup-memory.ts';

/**
 * Reading memory.stat costs the kernel several times as much as the other files together: it sums up forty
 * counters.
 */
const STAT_EVERY = 10;

/**
 * The open files of one cgroup that is read repeatedly. The inactive file cache is read only every tenth
 * time, and subtracted from a fresh total each time.
 */
class CgroupWatch {
  readonly #usage: PersistentFile | undefined;
  readonly #stat: PersistentFile | undefined;
  readonly #cpu: PersistentFile | undefined;
  #readings: number;
  #inactiveBytes: number | undefined;

  /** `phase` spreads the expensive readings of many watches over the ticks. */
  constructor(cgroup: string, phase: number, root?: string) {
    const memory = chargedMemoryFiles(cgroup, root);
    this.#usage = PersistentFile.open(memory.usage);
    this.#stat = PersistentFile.open(memory.stat);
    this.#cpu = PersistentFile.open(cpuFile(cgroup, root));
    this.#readings = phase;
  }

  /** Undefined when the cgroup is gone. */
  read(): CgroupReading | undefined {
    const used = whole(this.#usage?.read());
    const cpu = this.#cpu?.read();
    const cpuSeconds = cpu === undefined ? undefined : cpuSecondsOf(cpu);
    if (this.#inactiveBytes === undefined || this.#readings % STAT_EVERY === 0) this.#readInactive();
    this.#readings += 1;
    if (used === undefined || cpuSeconds === undefined || this.#inactiveBytes === undefined) return undefined;
    return { chargedBytes: Math.max(0, used - this.#inactiveBytes), cpuSeconds };
  }

  close(): void {
    this.#usage?.close();
    this.#stat?.close();
    this.#cpu?.close();
  }

  #readInactive(): void {
    const stat = this.#stat?.read();
    this.#inactiveBytes = stat === undefined ? undefined : inactiveFileBytes(stat);
  }
}

/** The watches of those cgroups that were asked for last. */
export class CgroupWatches implements CgroupReader {
  readonly #watches = new Map<string, CgroupWatch>();
  readonly #root: string | undefined;

  constructor(root?: string) {
    this.#root = root;
  }

  async read(
    scopes: readonly { readonly cgroup: string }[],
  ): Promise<readonly (CgroupReading | undefined)[]> {
    const wanted = new Set<string>();
    const readings: (CgroupReading | undefined)[] = [];
    for (const { cgroup } of scopes) {
      wanted.add(cgroup);
      let watch = this.#watches.get(cgroup);
      if (watch === undefined)
        this.#watches.set(cgroup, (watch = new CgroupWatch(cgroup, this.#watches.size, this.#root)));
      readings.push(watch.read());
    }
    for (const [cgroup, watch] of this.#watches) {
      if (wanted.has(cgroup)) continue;
      watch.close();
      this.#watches.delete(cgroup);
    }
    return readings;
  }

  [Symbol.dispose](): void {
    for (const watch of this.#watches.values()) watch.close();
    this.#watches.clear();
  }
}

function whole(file: Buffer | undefined): number | undefined {
  return file === undefined ? undefined : numberAt(file);
}
