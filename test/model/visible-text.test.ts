import { describe, expect, it } from 'vitest';
import { printableJson, visible, visibleLine } from '../../src/model/visible-text.ts';

describe('hidden characters', () => {
  it.each([
    ['escape sequences', '\u001b[2J\u001b[31mbroken\u001b[0m', '\\x1b[2J\\x1b[31mbroken\\x1b[0m'],
    ['bell, NUL, backspace, carriage return, DEL', '\u0007\0\b\r\u007f', '\\x07\\x00\\x08\\x0d\\x7f'],
    ['the one-byte form of an escape sequence', '\u009b2J', '\\x9b2J'],
    ['bidirectional overrides', 'user\u202e txt.exe\u2069', 'user\\u202e txt.exe\\u2069'],
    ['what is there and cannot be seen', 'a\u200bb\ufeff\u2060', 'a\\u200bb\\ufeff\\u2060'],
    ['tags', 'x\u{e0041}', 'x\\u{e0041}'],
    ['half a character', '\ud800', '\\ud800'],
  ])('are shown: %s', (_, text, shown) => {
    expect(visible(text)).toBe(shown);
  });

  it('are not seen in ordinary text of any script, nor in its newlines and tabs', () => {
    const text = 'naïve\tΩ → 漢字 😀👩\u200d💻 עברית العربية\nnext';
    expect(visible(text)).toBe(text);
  });

  it('are not the only ones: orders to a build server are shown, too', () => {
    expect(
      visible('said:\n::error::owned\n  ::set-env name=PATH::/tmp\n##[error]owned ##vso[task.complete]'),
    ).toBe(
      'said:\n\\x3a:error::owned\n  \\x3a:set-env name=PATH::/tmp\n#\\x23[error]owned #\\x23vso[task.complete]',
    );
    expect(visible('std::vector of #1 at 10::2')).toBe('std::vector of #1 at 10::2');
  });

  it.each(['\u00a0', '\u2003\t', '\u3000'])(
    'are shown in orders behind white space of any kind: %j',
    (space) => {
      expect(visible(`${space}::error::owned`)).toBe(`${space}\\x3a:error::owned`);
    },
  );

  it('take no second line where there is room for one', () => {
    expect(visibleLine('first\r\n\r\n  second\tthird\u001b')).toBe('first second third\\x1b');
  });

  it('are printed as JSON so that what is read back is what was there', () => {
    const value = {
      said: '\u009b2J\u202e\u{e0041}\u001b é 😀',
      orders: '##[error]x ##vso[task.setvariable]y',
    };
    const printed = printableJson(JSON.stringify(value));
    expect(printed).toMatch(/^[\x20-\x7eé😀]+$/u);
    expect(printed).not.toMatch(/##(\[|vso\[)/);
    expect(JSON.parse(printed)).toEqual(value);
  });
});
