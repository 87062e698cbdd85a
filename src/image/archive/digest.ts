import { createHash } from 'node:crypto';

/** `sha256:…` */
export function sha256(bytes: Buffer | string): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

/** The digest of bytes, with the algorithm of another digest. */
export function digestLike(other: string, bytes: Buffer): string {
  const algorithm = algorithmOf(other);
  return `${algorithm}:${createHash(algorithm).update(bytes).digest('hex')}`;
}

/** Takes in data piece by piece and compares at the end. */
export class DigestCheck {
  readonly #expected: string;
  readonly #hash;

  constructor(expected: string) {
    this.#expected = expected;
    this.#hash = createHash(algorithmOf(expected));
  }

  update(bytes: Buffer): void {
    this.#hash.update(bytes);
  }

  /** Whether the data as a whole matches the digest. */
  matches(): boolean {
    return `${algorithmOf(this.#expected)}:${this.#hash.digest('hex')}` === this.#expected;
  }
}

function algorithmOf(digest: string): string {
  return digest.slice(0, digest.indexOf(':'));
}
