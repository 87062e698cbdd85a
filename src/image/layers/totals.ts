import { BOUNDS } from '../bounds.ts';
import { Malformed } from '../malformed.ts';
import type { TarEntry } from '../tar/reader.ts';

/** Memory that an attribute takes in addition to its name and value. Bytes. */
const ATTRIBUTE = 100;

/** Counts the content of all layers of an image together, and stops at the bounds. */
export class Totals {
  readonly #space: number;
  readonly #mostSteps: number;
  #entries = 0;
  #texts = 0;
  #specialFiles = 0;
  #bytes = 0;
  #steps = 0;

  /**
   * @param space for the files' content, bytes
   */
  constructor(space: number, mostSteps: number = BOUNDS.steps) {
    this.#space = space;
    this.#mostSteps = mostSteps;
  }

  count(entry: TarEntry): void {
    this.countParent();
    this.#texts += entry.name.length + entry.linkName.length;
    for (const [name, value] of entry.xattrs) this.#texts += name.length + value.length + ATTRIBUTE;
    if (this.#texts > BOUNDS.texts)
      throw new Malformed(`more than ${BOUNDS.texts / 2 ** 20} MiB of names, link targets and attributes`);
    if ('346'.includes(entry.type)) this.#specialFiles += 1;
    if (this.#specialFiles > BOUNDS.specialFiles)
      throw new Malformed(`more than ${BOUNDS.specialFiles} device nodes and FIFOs`);
    this.#bytes += entry.size;
    if (this.#bytes > this.#space)
      throw new Malformed(
        `files of more than ${Math.floor(this.#space / 2 ** 20)} MiB, more than this host has space for`,
      );
  }

  /** Names on the way to an entry: a few for each entry, unless links lead through each other. */
  countSteps(steps: number): void {
    this.#steps += steps;
    if (this.#steps > this.#mostSteps)
      throw new Malformed(
        `paths and links that take more than ${this.#mostSteps / 1e6} million steps to follow`,
      );
  }

  countParent(): void {
    this.#entries += 1;
    if (this.#entries > BOUNDS.entries)
      throw new Malformed(`more than ${BOUNDS.entries} files and directories`);
  }
}
