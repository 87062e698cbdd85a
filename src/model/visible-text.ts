/**
 * Characters that must not reach a terminal, a log viewer or a reader unescaped: control characters (C0,
 * DEL and C1), marks that change the direction of text or are invisible, line separators, tags, and halves
 * of surrogate pairs. Newline and tab are kept: they are layout.
 */
const HIDDEN =
  // oxlint-disable-next-line no-control-regex, no-misleading-character-class -- finding them is the point
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}\p{Cs}]/gu;

/**
 * What build servers treat as commands in a log: `::error::` at the start of a line, `##[error]` and
 * `##vso[…]` anywhere.
 */
const COLONS = /^([^\S\n]*):(?=:)/gm;
const HASHES = /##(?=\[|vso\[)/g;

/**
 * Text of a workload, an engine or a user's file with every hidden character escaped: `\x1b[31m`, `\u202e`.
 * Commands for build servers are escaped too: `\x3a:error::`.
 */
export function visible(text: string): string {
  return text.replaceAll(HIDDEN, escapeOf).replaceAll(COLONS, '$1\\x3a').replaceAll(HASHES, '#\\x23');
}

/** The same on one line, for table cells and titles. */
export function visibleLine(text: string): string {
  return visible(text.replaceAll(/\s*[\r\n]+\s*/g, ' ').replaceAll('\t', ' '));
}

/**
 * JSON that is safe to print: hidden characters and commands for build servers become JSON escapes, so the
 * parsed value is unchanged.
 */
export function printableJson(json: string): string {
  const escaped = json.replaceAll(HIDDEN, (character) =>
    Array.from(
      { length: character.length },
      (_, index) => `\\u${hexadecimal(character.charCodeAt(index), 4)}`,
    ).join(''),
  );
  return escaped.replaceAll(HASHES, '#\\u0023'); // `##[` stands inside strings only
}

function escapeOf(character: string): string {
  const code = character.codePointAt(0)!;
  if (code <= 0xff) return `\\x${hexadecimal(code, 2)}`;
  return code <= 0xffff ? `\\u${hexadecimal(code, 4)}` : `\\u{${hexadecimal(code, 0)}}`;
}

function hexadecimal(code: number, digits: number): string {
  return code.toString(16).padStart(digits, '0');
}
