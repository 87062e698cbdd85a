import { expect, test } from 'vitest';
import { html, scriptJson, trusted } from '../../../src/report/html/escape.ts';

test('text in a template is escaped, markup in it is not escaped again', () => {
  const inner = html`<b>${'<&"\'>'}</b>`;
  expect(html`<p title="${'"'}">${inner}${[1, 'a<b']}${undefined}</p>`.markup).toBe(
    '<p title="&quot;"><b>&lt;&amp;&quot;&#39;&gt;</b>1a&lt;b</p>',
  );
});

test('trusted markup passes unchanged', () => {
  expect(html`${trusted('<i>$& </i>')}`.markup).toBe('<i>$& </i>');
});

test('JSON in a script cannot end it and reads back the same', () => {
  const value = { text: '</script><!--\u2028' };
  const { markup } = scriptJson(value);
  expect(markup).not.toMatch(/[<\u2028]/);
  expect(JSON.parse(markup)).toEqual(value);
});
