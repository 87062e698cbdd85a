import { describe, expect, it } from 'vitest';
import { parseSource } from './source.ts';

const importsOf = (text: string) =>
  parseSource('src/run/a.ts', text).imports.map(({ specifier, target, typeOnly }) => [
    specifier,
    target,
    typeOnly,
  ]);
const globalsOf = (text: string) =>
  parseSource('src/run/a.ts', text).globals.map(({ name, member }) => [name, member]);

describe('the reader of source files', () => {
  it.each([
    [`import { a } from './b.ts'`, './b.ts', 'src/run/b.ts', false],
    [`import type { A } from '../model/b.ts'`, '../model/b.ts', 'src/model/b.ts', true],
    [`import { type A, type B } from './b.ts'`, './b.ts', 'src/run/b.ts', true],
    [`import { type A, b } from './b.ts'`, './b.ts', 'src/run/b.ts', false],
    [`import './b.ts'`, './b.ts', 'src/run/b.ts', false],
    [`export * from './b.ts'`, './b.ts', 'src/run/b.ts', false],
    [`export type { A } from './b.ts'`, './b.ts', 'src/run/b.ts', true],
    [`const b = await import('./b.ts')`, './b.ts', 'src/run/b.ts', false],
    [`let b: import('./b.ts').B`, './b.ts', 'src/run/b.ts', true],
    [`import { readFileSync } from 'node:fs'`, 'node:fs', undefined, false],
  ])('finds the import in: %s', (text, specifier, target, typeOnly) => {
    expect(importsOf(text)).toEqual([[specifier, target, typeOnly]]);
  });

  it('finds a global and the member that is asked of it', () => {
    expect(globalsOf('export const f = () => { if (process.stdout.isTTY) setTimeout(g, 1); };')).toEqual([
      ['process', 'stdout'],
      ['setTimeout', undefined],
    ]);
  });

  it('does not take a parameter, a property or a type for the global of that name', () => {
    expect(globalsOf('all.map((process) => process.pid); all.filter(({ process }) => process)')).toEqual([]);
    expect(
      globalsOf(
        `const scope = { process: 1 }; scope.process; type T = { process: number }; import { console } from './c.ts'; console.log()`,
      ),
    ).toEqual([]);
  });

  it('sees the global again outside of the function that hid it', () => {
    expect(globalsOf('all.map((process) => process.pid); process.exit()')).toEqual([['process', 'exit']]);
  });

  it('finds the texts of strings and templates with their lines, and no import specifiers', () => {
    const { strings } = parseSource(
      'src/run/a.ts',
      `import a from 'x';\nconst b = 'one';\nconst c = \`two \${b} three\`;`,
    );
    expect(strings).toEqual([
      { text: 'one', line: 2, code: `const b = 'one';` },
      { text: 'two ', line: 3, code: 'const c = `two ${b} three`;' },
      { text: ' three', line: 3, code: 'const c = `two ${b} three`;' },
    ]);
  });
});
