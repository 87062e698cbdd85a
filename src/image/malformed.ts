/**
 * What is wrong with the data of an image, as a noun: `a NUL in the name "x"`. The reader of the data knows
 * the file.
 */
export class Malformed extends Error {
  /** The part of the file: `it`, `its layer 2 of 3`. */
  readonly place: string;

  constructor(message: string, place = 'it') {
    super(message);
    this.place = place;
  }
}

/** A byte string for people: quoted, with control characters and non-ASCII bytes escaped. */
export function shown(bytes: string): string {
  const cut = bytes.length > 200 ? `${bytes.slice(0, 200)}…` : bytes;
  return JSON.stringify(
    Buffer.from(cut.replace('…', ''), 'latin1').toString('utf8') + (cut === bytes ? '' : '…'),
  );
}
