const LONGEST = 80;
/**
 * Control and format characters, separators and lone surrogates: characters that a terminal would act on,
 * or a reader could not see.
 */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/**
 * A value from outside, quoted for a message: as JSON, with invisible characters escaped, and cut if it is
 * long.
 */
export function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(shortened(value)).replaceAll(INVISIBLE, escaped);
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value) && value.length > LONGEST) return `a list of ${value.length}`;
  return shortened(JSON.stringify(value) ?? String(value)).replaceAll(INVISIBLE, escaped);
}

/** The text with invisible characters escaped, and cut if it is longer than `longest`. */
export function visible(text: string, longest = LONGEST): string {
  return shortened(text, longest).replaceAll(INVISIBLE, escaped);
}

function shortened(text: string, longest = LONGEST): string {
  return text.length <= longest ? text : `${text.slice(0, longest - 1)}…`;
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
