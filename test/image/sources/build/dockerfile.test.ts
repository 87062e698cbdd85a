import { describe, expect, it } from 'vitest';
import { directiveOf, readInstructions } from '../../../../src/image/sources/build/dockerfile.ts';

describe('a Dockerfile', () => {
  it('is read into instructions with the lines on which they begin', () => {
    const text =
      '# comment\nFROM scratch\nRUN one \\\n  # in between\n  two\n\nCOPY <<E /x\nRUN not one\nE\nENTRYPOINT ["/x"]\n';
    expect(readInstructions(text).map(({ line, name, text: whole }) => [line, name, whole])).toEqual([
      [2, 'FROM', 'FROM scratch'],
      [3, 'RUN', 'RUN one   two'],
      [7, 'COPY', 'COPY <<E /x'],
      [10, 'ENTRYPOINT', 'ENTRYPOINT ["/x"]'],
    ]);
  });

  it('may continue lines with another character', () =>
    expect(readInstructions('# escape=`\nFROM x\nRUN a `\n b\nUSER c').map(({ line }) => line)).toEqual([
      2, 3, 5,
    ]));

  it('has directives only before everything else', () => {
    expect(directiveOf('# syntax=docker/dockerfile:1\nFROM x', 'syntax')).toEqual({
      line: 1,
      value: 'docker/dockerfile:1',
    });
    expect(directiveOf('# hello\n# syntax=docker/dockerfile:1\nFROM x', 'syntax')).toBeUndefined();
  });
});
