import { describe, expect, it } from 'vitest';
import { decodeYaml } from '../../src/scenario/decode.ts';
import { load, MINIMAL, problemsOf } from './fixtures.ts';

const nested = (open: string, close: string, levels: number): string =>
  `${MINIMAL}x: ${open.repeat(levels)}${close.repeat(levels)}\n`;

/** Each was accepted, took minutes, or ended as a defect of isodense. */
const REFUSED: readonly (readonly [what: string, text: string, problem: RegExp])[] = [
  [
    'an alias inside of what it stands for',
    `${MINIMAL}workload: { timeout: &t [*t] }\n`,
    /^x\.yaml:7:26 the alias \*t is inside the value that it refers to/,
  ],
  [
    'a chain of thousands of aliases',
    `a0: &a0 [x]\n${Array.from({ length: 3_000 }, (_, index) => `a${index + 1}: &a${index + 1} [*a${index}]\n`).join('')}`,
    /Excessive alias count/,
  ],
  [
    'ten thousand lists in one another',
    nested('[', ']', 10_000),
    /^x\.yaml:7:\d+ nested more than 100 levels deep/,
  ],
  [
    'ten thousand lists on one line',
    nested('- ', '', 10_000).replace('x: ', 'x:\n  '),
    /^x\.yaml:8:\d+ nested more than 100 levels deep/,
  ],
  [
    '200,000 unknown keys',
    MINIMAL + Array.from({ length: 200_000 }, (_, index) => `key${index}: 1\n`).join(''),
    /^x\.yaml:\d+:\d+ too large: more than 30000 keys and values/,
  ],
  [
    'a NUL in an environment variable',
    `${MINIMAL}workload: { env: { A: "a\\0b" } }\n`,
    /^x\.yaml:7:23 workload\.env\.A: contains a NUL character/,
  ],
  [
    'a NUL in a command',
    `${MINIMAL}workload: { command: [a, "\\0"] }\n`,
    /^x\.yaml:7:26 workload\.command\[1\]: contains a NUL character/,
  ],
  [
    'a NUL in a key',
    `${MINIMAL}workload: { env: { "A\\0": b } }\n`,
    /^x\.yaml:7:20 .*contains a NUL character/,
  ],
  [
    'half of a surrogate pair',
    `${MINIMAL}question: "\\ud800"\n`,
    /^x\.yaml:7:11 question: contains half of a surrogate pair.*"\\ud800"/,
  ],
  [
    'a variant called __proto__',
    MINIMAL.replace('host:', '__proto__:'),
    /^x\.yaml:4:3 variants\.__proto__: this name is reserved/,
  ],
  [
    'an environment variable called __proto__',
    `${MINIMAL}workload: { env: { __proto__: b } }\n`,
    /^x\.yaml:7:20 workload\.env\.__proto__: this name is reserved/,
  ],
  [
    'a merge key',
    MINIMAL.replace('{ driver: bare }', '&base { driver: bare }\n  other: { <<: *base }'),
    /^x\.yaml:5:12 variants\.other\.<<: YAML 1\.2 has no merge keys/,
  ],
  ['YAML 1.1', `%YAML 1.1\n---\n${MINIMAL}`, /^x\.yaml:1:1 expected YAML 1\.2/],
  [
    'binary data',
    `${MINIMAL}question: !!binary aGVsbG8=\n`,
    /^x\.yaml:7:20 question: the tag "tag:yaml\.org,2002:binary" is not supported/,
  ],
  ['a list as key', `${MINIMAL}? [a]\n: 1\n`, /^x\.yaml:7:3 expected text as a key/],
  [
    'a key that would act on a terminal',
    `${MINIMAL}"a\\e[31m\\nb": 1\n`,
    /^x\.yaml:7:1 "a\\u001b\[31m\\nb": unknown key/,
  ],
  [
    'a time without end',
    `${MINIMAL}workload: { timeout: ${'9'.repeat(400)}s }\n`,
    /^x\.yaml:7:22 workload\.timeout: expected at most 24 days, got "9{79}…"/,
  ],
  [
    'a size beyond exact numbers',
    MINIMAL.replace('bare', 'engine, memory: 99999999TiB'),
    /^x\.yaml:4:35 variants\.host\.memory: expected at most 8000 TiB/,
  ],
  [
    'rounds without end',
    `${MINIMAL}rounds: .inf\n`,
    /^x\.yaml:7:9 rounds: expected a whole number.*got Infinity/,
  ],
  [
    'a bound in a unit that every object inherits',
    `${MINIMAL.replace('memory: {}', 'startup: {}')}gates: [{ metric: startup.ready.p50, max: 5constructor }]\n`,
    /^x\.yaml:7:\d+ gates\[0\]\.max: expected a time such as 300ms/,
  ],
  [
    'a thousand and one variants',
    MINIMAL.replace(
      /  host.*\n/,
      Array.from({ length: 1_001 }, (_, index) => `  v${index}: { driver: bare }\n`).join(''),
    ),
    /^x\.yaml:3:1 variants: expected at most 1000 variants, got 1001/,
  ],
];

describe('a scenario is refused with its place, and not with a stack trace, for', () => {
  it.each(REFUSED)('%s', (_, text, problem) => {
    expect(problemsOf(text)).toContainEqual(expect.stringMatching(problem));
  });
});

describe('a scenario', () => {
  it('may call a variant by a name that every object inherits', () => {
    expect(load(MINIMAL.replace('host:', 'constructor:')).variants).toEqual([
      { name: 'constructor', driver: 'bare', options: {} },
    ]);
  });

  it('may use one anchor hundreds of times', () => {
    const text = MINIMAL.replace(
      '{ driver: bare }',
      `&a { driver: bare }\n${Array.from({ length: 300 }, (_, index) => `  v${index}: *a\n`).join('')}`,
    );
    expect(load(text).variants).toHaveLength(301);
  });

  it('shows the first problems and counts the others', () => {
    const problems = problemsOf(
      MINIMAL + Array.from({ length: 5_000 }, (_, index) => `key${index}: 1\n`).join(''),
    );
    expect(problems).toHaveLength(21);
    expect(problems[0]).toMatch(/^x\.yaml:7:1 key0: unknown key; Known: /);
    expect(problems[20]).toMatch(/^x\.yaml:27:1 key20: 4980 more unknown keys, starting with this one$/);
  });

  it('stops checking gates after the first hundred problems', () => {
    const problems = problemsOf(`${MINIMAL}gates:\n${'- { metric: lost }\n'.repeat(5_000)}`);
    expect(problems).toHaveLength(51);
    expect(problems.at(-1)).toMatch(/^and \d+ more problems$/);
  });
});

describe('a YAML file', () => {
  it('may begin with a byte order mark and end its lines as on Windows', () => {
    expect(load(decodeYaml(Buffer.from(`\ufeff${MINIMAL.replaceAll('\n', '\r\n')}`), 'x.yaml')).name).toBe(
      'minimal',
    );
  });

  it.each([
    [
      'UTF-16',
      Buffer.from(`\ufeff${MINIMAL}`, 'utf16le'),
      'x.yaml:1:1 expected UTF-8, got UTF-16; save the file as UTF-8',
    ],
    [
      'Latin-1',
      Buffer.concat([Buffer.from('name: é\nquestion: née ou n'), Buffer.from([0xe9]), Buffer.from('\n')]),
      'x.yaml:2:19 expected UTF-8, got the byte 0xe9; save the file as UTF-8',
    ],
    [
      'a character that is cut',
      Buffer.from('name: é').subarray(0, 7),
      'x.yaml:1:7 expected UTF-8, got the byte 0xc3; save the file as UTF-8',
    ],
  ])('is refused where it is %s', (_, bytes, message) => {
    expect(() => decodeYaml(bytes, 'x.yaml')).toThrow(expect.objectContaining({ kind: 'usage', message }));
  });
});
