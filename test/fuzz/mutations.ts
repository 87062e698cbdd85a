import type { Random } from '../support/random.ts';

/**
 * Ways to spoil a text or a value. Each takes what it needs from the random numbers it is given, so that a
 * seed gives the same mutant again.
 */

export function pick<T>(random: Random, items: readonly T[]): T {
  return items[Math.floor(random.next() * items.length)]!;
}

export function below(random: Random, limit: number): number {
  return Math.floor(random.next() * limit);
}

const LONG = 'x'.repeat(5_000);

const ODD_VALUES: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  1,
  0.5,
  -0.5,
  1e-9,
  5e-324,
  1e9,
  1e15,
  1e308,
  -1e308,
  2 ** 31,
  2 ** 53,
  '',
  ' ',
  '0',
  '1e999',
  'NaN',
  LONG,
  'constructor',
  '__proto__',
  'toString',
  'a\0b',
  '\u001b[31m',
  'a\nb',
  '\ud800',
  '<b>',
  '2026-01-01',
  [],
  {},
  [[]],
  [null],
  { constructor: 1 },
  [1, 1],
  [0],
  ['a'],
];

const ODD_TEXTS: readonly string[] = [
  'null',
  '~',
  '.nan',
  '.inf',
  '-0',
  '0o17',
  '0x1f',
  '1e999',
  '1e308GiB',
  '-1s',
  '99999999999999999999',
  '2001-01-01',
  'yes',
  '""',
  "'",
  '"',
  '[',
  ']',
  '{',
  '}',
  '[]',
  '{}',
  '&a',
  '*a',
  '&a [*a]',
  '<<: *a',
  '!!binary x',
  '!!set {a}',
  '!x',
  '!!js/function x',
  '---',
  '...',
  '%YAML 1.1',
  '# ',
  ': ',
  '- ',
  '? ',
  '|',
  '>',
  '\t',
  '\0',
  '"\\0"',
  '"\\ud800"',
  '\u0007',
  '\u2028',
  '\ufeff',
  '\r',
  '\u00e9',
  'constructor',
  '__proto__',
  'toString',
  '5%',
  '4x',
  '2min',
  '0ms',
  '1B',
  '\n',
  '  ',
  ',',
  '@',
  '`',
];

/** One change to a text with lines. */
export function mutateText(text: string, random: Random): string {
  const at = below(random, text.length + 1);
  const lines = text.split('\n');
  const line = below(random, lines.length);
  const other = below(random, lines.length);
  switch (below(random, 10)) {
    case 0:
      return text.slice(0, at) + String.fromCharCode(below(random, 256)) + text.slice(at + 1);
    case 1:
      return text.slice(0, at) + pick(random, ODD_TEXTS) + text.slice(at);
    case 2:
      return text.slice(0, at) + text.slice(at + 1 + below(random, 10));
    case 3:
      return lines.toSpliced(line, 1).join('\n');
    case 4:
      return lines.toSpliced(line, 0, lines[other]!).join('\n');
    case 5:
      return lines.with(line, lines[other]!).with(other, lines[line]!).join('\n');
    case 6:
      return lines.with(line, ' '.repeat(below(random, 4)) + lines[line]!.trimStart()).join('\n');
    case 7:
      return replaceToken(text, random, pick(random, ODD_TEXTS));
    case 8:
      return replaceToken(text, random, pick(random, text.match(/[\w.]+/g) ?? ['x']));
    default:
      return lines.with(line, lines[line]!.repeat(1 + below(random, 20))).join('\n');
  }
}

function replaceToken(text: string, random: Random, by: string): string {
  const tokens = [...text.matchAll(/[\w.%-]+/g)];
  if (tokens.length === 0) return by;
  const { index, 0: token } = pick(random, tokens);
  return text.slice(0, index) + by + text.slice(index + token.length);
}

/** One change to a file's bytes. */
export function mutateBytes(bytes: Buffer, random: Random): Buffer {
  const at = below(random, bytes.length + 1);
  switch (below(random, 5)) {
    case 0:
      return Buffer.concat([
        bytes.subarray(0, at),
        Buffer.from([below(random, 256)]),
        bytes.subarray(at + 1),
      ]);
    case 1:
      return bytes.subarray(0, at);
    case 2:
      return Buffer.concat([bytes.subarray(0, at), Buffer.alloc(1 + below(random, 100))]);
    case 3:
      return Buffer.concat([bytes.subarray(0, at), Buffer.from(pick(random, ODD_TEXTS)), bytes.subarray(at)]);
    default:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + below(random, 50))]);
  }
}

type Container = unknown[] | Record<string, unknown>;

/** One change inside of a JSON value, which is changed in place. */
export function mutateJson(value: unknown, random: Random): void {
  const places: { readonly holder: Container; readonly key: string | number }[] = [];
  const walk = (holder: Container): void => {
    for (const key of Object.keys(holder)) {
      places.push({ holder, key });
      const inner = (holder as Record<string, unknown>)[key];
      if (typeof inner === 'object' && inner !== null) walk(inner as Container);
    }
  };
  if (typeof value === 'object' && value !== null) walk(value as Container);
  if (places.length === 0) return;
  const { holder, key } = pick(random, places);
  const fields = holder as Record<string | number, unknown>;
  const before = fields[key];
  switch (below(random, 8)) {
    case 0:
      if (Array.isArray(holder)) holder.splice(Number(key), 1);
      else delete fields[key];
      return;
    case 1: {
      const other = pick(random, places);
      fields[key] = structuredClone((other.holder as Record<string | number, unknown>)[other.key]);
      return;
    }
    case 2:
      if (Array.isArray(holder)) holder.push(structuredClone(before));
      else
        Object.defineProperty(holder, pick(random, ['constructor', '__proto__', 'toString', 'extra', '']), {
          value: before,
          enumerable: true,
          configurable: true,
          writable: true,
        });
      return;
    case 3:
    case 4:
      fields[key] =
        typeof before === 'number'
          ? before * pick(random, [-1, 0, 0.5, 2, 10, 1e3, 1e6, 1e9, 1e12, 1e-6, 1e-12])
          : pick(random, ODD_VALUES);
      return;
    case 5:
      fields[key] =
        typeof before === 'number' ? before + pick(random, [-1, 1, 0.5, 1e6]) : pick(random, ODD_VALUES);
      return;
    default:
      fields[key] = pick(random, ODD_VALUES);
  }
}
