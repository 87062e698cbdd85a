import { shown, visible } from '../model/shown.ts';

/**
 * Longer words are not typing mistakes, and comparing them is expensive (the product of their lengths).
 */
const LONGEST_WORD = 64;
/** The number of known words that are compared, and the number that a message lists. */
const MOST_COMPARED = 500;
const MOST_LISTED = 30;

/** The known word most similar to a mistyped one; undefined when none is similar enough. */
export function nearestWord(word: string, known: readonly string[]): string | undefined {
  const wanted = word.toLowerCase();
  const limit = Math.max(1, Math.ceil(wanted.length / 3));
  let best: { readonly word: string; readonly distance: number } | undefined;
  if (wanted.length > LONGEST_WORD) return undefined;
  for (const candidate of known.slice(0, MOST_COMPARED)) {
    if (Math.abs(candidate.length - wanted.length) > limit) continue;
    const distance = editDistance(wanted, candidate.toLowerCase());
    if (distance <= limit && distance < (best?.distance ?? Infinity)) best = { word: candidate, distance };
  }
  return best?.word;
}

/** ` did you mean "memory"? Known: cpus, memory.`, or without the question when no word is similar. */
export function suggestion(word: string, known: readonly string[]): string {
  const near = nearestWord(word, known);
  const question = near === undefined ? '' : `did you mean ${shown(near)}? `;
  return `${question}Known: ${known.length === 0 ? 'none' : listed(known)}`;
}

function listed(known: readonly string[]): string {
  const more = known.length > MOST_LISTED ? ` and ${known.length - MOST_LISTED} more` : '';
  return `${[...known]
    .sort()
    .slice(0, MOST_LISTED)
    .map((word) => visible(word))
    .join(', ')}${more}`;
}

/**
 * The smallest number of insertions, deletions, replacements and swaps of neighbours (optimal string
 * alignment: Damerau, CACM 7(3), 1964). A full table is fine, as the words are short.
 */
function editDistance(a: string, b: string): number {
  const table = Array.from({ length: a.length + 1 }, (_, row) =>
    Array.from({ length: b.length + 1 }, (__, column) => (row === 0 ? column : column === 0 ? row : 0)),
  );
  const at = (row: number, column: number): number => table[row]![column]!;
  for (let row = 1; row <= a.length; row++) {
    for (let column = 1; column <= b.length; column++) {
      const replaced = at(row - 1, column - 1) + (a[row - 1] === b[column - 1] ? 0 : 1);
      const swapped =
        a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1] && row > 1 && column > 1
          ? at(row - 2, column - 2) + 1
          : Infinity;
      table[row]![column] = Math.min(at(row - 1, column) + 1, at(row, column - 1) + 1, replaced, swapped);
    }
  }
  return at(a.length, b.length);
}
