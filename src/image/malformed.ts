/**
 * What data of an image has that it must not have, as a noun: `a NUL in the name "x"`. Whoever read it knows
 * the file.
 */
export class Malformed extends Error {
  /** Which part of the file it is: `it`, `its layer 2 of 3`. */
  readonly place: string;

  constructor(message: string, place = 'it') {
    super(message);
    this.place = place;
  }
}

/** A byte string for people: quoted, with control characters and bytes outside of ASCII as escapes. */
export function shown(bytes: string): string {
  const cut = bytes.length > 200 ? `${bytes.slice(0, 200)}…` : bytes;
  return JSON.stringify(
    Buffer.from(cut.replace('…', ''), 'latin1').toString('utf8') + (cut === bytes ? '' : '…'),
  );
}
