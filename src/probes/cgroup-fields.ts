const NEWLINE = 0x0a;
const ZERO = 0x30;
const NINE = 0x39;

/**
 * The number after `name ` at the start of a line of a cgroup's `key value` file; undefined if there is
 * none. Works on bytes: at 100 instances and 10 Hz, making strings of memory.stat would cost more than
 * reading it.
 */
export function fieldOf(file: Buffer, name: string): number | undefined {
  const key = `${name} `;
  for (let at = file.indexOf(key); at >= 0; at = file.indexOf(key, at + 1)) {
    // `inactive_file` must not be found inside `total_inactive_file`.
    if (at === 0 || file[at - 1] === NEWLINE) return numberAt(file, at + key.length);
  }
  return undefined;
}

/** The number at the start of a file. */
export function numberAt(file: Buffer, start = 0): number | undefined {
  let value = 0;
  let position = start;
  for (let byte = file[position]; byte !== undefined && byte >= ZERO && byte <= NINE; byte = file[position]) {
    value = value * 10 + (byte - ZERO);
    position += 1;
  }
  return position === start ? undefined : value;
}
