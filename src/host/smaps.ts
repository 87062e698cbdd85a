/**
 * Parses /proc/PID/smaps_rollup, smaps and status (proc(5)) for memory; nothing here accesses the machine.
 */

export interface ProcessMemory {
  /** Proportional set size: shared pages are divided among the processes that map them. */
  readonly pssBytes: number;
  readonly rssBytes: number;
}

/** smaps_rollup: the whole process in one block, summed by the kernel. */
export function parseRollup(text: string): ProcessMemory {
  return { pssBytes: fieldBytes(text, 'Pss') ?? 0, rssBytes: fieldBytes(text, 'Rss') ?? 0 };
}

/** RSS as the kernel counts it, without reading the mappings; nothing for a process without memory. */
export function parseCountedRss(status: string): number | undefined {
  return fieldBytes(status, 'VmRSS');
}

/**
 * smaps: a block for each mapping in the order of addresses, summed here. The kernel releases its lock
 * after every few blocks and continues at the next address. A mapping that has grown over that address
 * meanwhile is reported again as a whole, so a block replaces earlier ones that start where it starts or
 * later. Each Pss is cut to whole KiB, which leaves the sum up to 1 KiB below the rollup's for each shared
 * mapping.
 */
export function sumMappings(text: string): ProcessMemory {
  const mappings: { start: number; Pss: number; Rss: number }[] = [];
  for (const [, start, name, kilobytes] of text.matchAll(
    /^(?:([\da-f]+)-[\da-f]+ |(Pss|Rss): +(\d+) kB)/gm,
  )) {
    if (start === undefined) {
      mappings.at(-1)![name as 'Pss' | 'Rss'] = Number(kilobytes);
      continue;
    }
    const mapping = { start: Number.parseInt(start, 16), Pss: 0, Rss: 0 };
    while (mappings.length > 0 && mappings.at(-1)!.start >= mapping.start) mappings.pop();
    mappings.push(mapping);
  }
  const bytes = (name: 'Pss' | 'Rss') => mappings.reduce((sum, mapping) => sum + mapping[name], 0) * 1024;
  return { pssBytes: bytes('Pss'), rssBytes: bytes('Rss') };
}

/**
 * The rollup if a second source has the same RSS, and otherwise the sum of the mappings. From Linux 6.1 on
 * (c4c84f06285e) the rollup skips a mapping when a thread waits to change mappings while the previous one
 * is read: a buffer of 64 MiB can be missing without any indication. 6d065f507d82 fixes it in 6.10, 6.9 and
 * 6.6; 6.1 still has it.
 *
 * VmRSS is almost free and reads no mappings, but it lags by up to 64 pages a thread before 6.2 and by a
 * batch a CPU since (f1a7941243c1), until it became exact in 6.16 (82241a83cd15). A tolerance as wide as
 * that would miss small mappings, so there is none: at any difference the mappings are read, which takes
 * two to three times as long. They are used only if they too differ from the rollup, because their sum of
 * PSS is less exact.
 */
export function agreedMemory(
  rollup: ProcessMemory,
  countedRss: number | undefined,
  walk: () => ProcessMemory,
): ProcessMemory {
  if (rollup.rssBytes === countedRss) return rollup;
  const walked = walk();
  return walked.rssBytes === rollup.rssBytes ? rollup : walked;
}

function fieldBytes(text: string, name: string): number | undefined {
  const kilobytes = new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
}
