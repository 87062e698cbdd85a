import { Composer, Lexer, LineCounter, Parser, type CST, type Document } from 'yaml';

/**
 * Far more than a scenario needs, and parsed in well under a second. A lexeme is a key, a value, a bracket,
 * a comment or the space between them.
 */
const MOST_LEXEMES = 150_000;
/** Levels of the parser's stack: each mapping or list that contains another takes one. */
const DEEPEST = 100;

export interface ParsedYaml {
  readonly documents: readonly Document.Parsed[];
  readonly lines: LineCounter;
  /** Where the text exceeds a limit. Parsing stopped there, so the rest is unknown. */
  readonly excess: { readonly offset: number; readonly text: string } | undefined;
}

/**
 * Parses a YAML text that may be hostile: no input takes more than about a second or overflows the stack.
 */
export function parseWithinLimits(text: string): ParsedYaml {
  const lines = new LineCounter();
  lines.addNewLine(0);
  const parser = new Parser(lines.addNewLine);
  const tokens: CST.Token[] = [];
  let lexemes = 0;
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) tokens.push(token);
    lexemes += 1;
    const excess =
      lexemes > MOST_LEXEMES
        ? `too large: more than ${MOST_LEXEMES / 5} keys and values up to here; a scenario has some dozens`
        : parser.stack.length > DEEPEST
          ? `nested more than ${DEEPEST} levels deep; a scenario needs six`
          : undefined;
    if (excess !== undefined)
      return { documents: [], lines, excess: { offset: parser.offset, text: excess } };
  }
  for (const token of parser.end()) tokens.push(token);
  // The caller finds repeated keys: the library compares each key with every other.
  const composer = new Composer({
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: false,
    logLevel: 'silent',
  });
  return { documents: [...composer.compose(tokens, true, text.length)], lines, excess: undefined };
}
