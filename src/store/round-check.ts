import { IsodenseError } from '../model/errors.ts';
import type { LaunchMarks, RunRecord } from '../model/records.ts';

/** Marks that must not be earlier than another one, see LaunchMarks. */
const ORDER: readonly (readonly [earlier: keyof LaunchMarks, later: keyof LaunchMarks])[] = [
  ['requested', 'created'],
  ['created', 'started'],
  ['created', 'firstOutput'],
  ['requested', 'ready'],
];

/** Checks that need several records together. Records are given in the order of the file. */
export class RoundCheck {
  readonly #file: string;
  /** Rounds that have started and not ended. */
  readonly #open = new Set<number>();
  readonly #ended = new Set<number>();
  /** The first launch of each open round with marks out of order. */
  readonly #disordered = new Map<number, { readonly line: number; readonly text: string }>();

  constructor(file: string) {
    this.#file = file;
  }

  /**
   * False for a second end of a round, which is ignored.
   * @throws IsodenseError (usage) for a complete round with a launch that became ready before it was
   * requested: a run marks such a round as invalid
   */
  accepts(record: RunRecord, line: number): boolean {
    if (record.kind === 'round-start') {
      this.#open.add(record.round);
      this.#ended.delete(record.round);
      this.#disordered.delete(record.round);
    }
    if (record.kind === 'launch' && !this.#disordered.has(record.round)) {
      const text = disorderOf(record.marks);
      if (text !== undefined) this.#disordered.set(record.round, { line, text });
    }
    if (record.kind !== 'round-end') return true;
    if (this.#ended.has(record.round)) return false;
    if (this.#open.delete(record.round)) this.#ended.add(record.round);
    const disorder = this.#disordered.get(record.round);
    if (record.status === 'complete' && disorder !== undefined)
      throw new IsodenseError(
        'usage',
        `${this.#file}:${disorder.line} has marks out of order in a complete round: ${disorder.text}`,
        { hint: 'isodense does not write such records: restore the file, or run again' },
      );
    return true;
  }
}

function disorderOf(marks: LaunchMarks): string | undefined {
  for (const [earlier, later] of ORDER) {
    const [before, after] = [marks[earlier], marks[later]];
    if (before !== undefined && after !== undefined && after < before)
      return `${later} at ${after} ms, before ${earlier} at ${before} ms`;
  }
  return undefined;
}
