import { posix } from 'node:path';
import { IsodenseError } from '../../../model/errors.ts';
import type { WalkChoice } from '../../../host/walk.ts';

/**
 * The patterns of a .dockerignore file, as the docker command applies them (Dockerfile reference,
 * ".dockerignore file"; github.com/moby/patternmatcher). The npm packages for it behave differently: they
 * treat `a+b` and `a(b` as regular expressions, and keep every file whose name is one of Object's, such as
 * `constructor`.
 */
export class IgnorePatterns {
  readonly #patterns: readonly Pattern[];
  /** Which patterns a directory matched, by its path: its content matches them too. */
  readonly #directories = new Map<string, readonly boolean[]>();

  private constructor(patterns: readonly Pattern[]) {
    this.#patterns = patterns;
  }

  /**
   * @param file named in errors
   * @param kept paths that are included whatever the patterns say, because the builder needs them
   * @throws IsodenseError (usage) with the line of an invalid pattern
   */
  static parse(text: string, file: string, kept: readonly string[]): IgnorePatterns {
    const patterns = text
      .replace(/^\uFEFF/, '')
      .split('\n')
      .flatMap((line, index) => {
        const pattern = line.startsWith('#') ? undefined : readPattern(line, `${file}:${index + 1}`);
        return pattern === undefined ? [] : [pattern];
      });
    const exact = (path: string): Pattern => ({
      text: path,
      exception: true,
      matches: (candidate) => candidate === path,
    });
    return new IgnorePatterns([...patterns, ...kept.map(exact)]);
  }

  /** Must be called for a directory before its content. */
  choose(path: string, isDirectory: boolean): WalkChoice {
    const inherited = this.#directories.get(posix.dirname(path));
    let excluded = false;
    const matches = this.#patterns.map((pattern, index) => {
      // Only an exception can change an excluded path, and only a plain pattern an included one.
      const matched =
        inherited?.[index] === true || (pattern.exception === excluded && pattern.matches(path));
      if (matched) excluded = !pattern.exception;
      return matched;
    });
    if (isDirectory) this.#directories.set(path, matches);
    return { take: !excluded, descend: isDirectory && (!excluded || this.#mayHoldExceptions(path)) };
  }

  #mayHoldExceptions(directory: string): boolean {
    return this.#patterns.some(
      ({ text, exception }) => exception && (/[*?[\\]/.test(text) || `${text}/`.startsWith(`${directory}/`)),
    );
  }
}

interface Pattern {
  readonly text: string;
  /** Written with a `!`. */
  readonly exception: boolean;
  matches(path: string): boolean;
}

function readPattern(line: string, place: string): Pattern | undefined {
  const trimmed = line.trim();
  const exception = trimmed.startsWith('!');
  const written = exception ? trimmed.slice(1).trim() : trimmed;
  if (written === '') {
    if (exception) throw malformed(place, trimmed, 'there is nothing after the !');
    return undefined;
  }
  const clean = posix.normalize(written).replace(/(.)\/$/, '$1');
  const text = clean.length > 1 ? clean.replace(/^\//, '') : clean;
  return { text, exception, matches: matcherOf(text, place, trimmed) };
}

/** Patterns without wildcards, and `**` at one end, are compared as text, without special characters. */
function matcherOf(text: string, place: string, written: string): (path: string) => boolean {
  if (!/[*?[\]\\]/.test(text)) return (path) => path === text;
  const suffix = text.slice(2);
  if (text.startsWith('**') && !/[*?[\]\\]/.test(suffix))
    return (path) => path.endsWith(suffix) || (suffix.startsWith('/') && path === suffix.slice(1));
  const prefix = text.slice(0, -2);
  if (text.endsWith('**') && !/[*?[\]\\]/.test(prefix)) return (path) => path.startsWith(prefix);
  try {
    if (/(?<!\\)\[\]/.test(text)) throw new Error('an empty class');
    const expression = new RegExp(`^${toExpression(text)}$`);
    return (path) => expression.test(path);
  } catch (error) {
    throw malformed(place, written, 'its brackets or backslashes are not balanced', error);
  }
}

/**
 * `*` and `?` stay within a name, `**` matches any number of directories, classes are those of regular
 * expressions.
 */
function toExpression(text: string): string {
  return text.replace(/\*\*\/?|\*|\?|\\.?|[.+()|{}$]/g, (token, offset: number) => {
    if (token.startsWith('**')) return offset + token.length === text.length ? '.*' : '(.*/)?';
    if (token === '*') return '[^/]*';
    if (token === '?') return '[^/]';
    return token.length === 2 ? token : `\\${token}`;
  });
}

function malformed(place: string, pattern: string, why: string, cause?: unknown): IsodenseError {
  return new IsodenseError('usage', `${place}: ${JSON.stringify(pattern)} is not a pattern: ${why}`, {
    hint: 'see the Dockerfile reference, ".dockerignore file"',
    cause,
  });
}
