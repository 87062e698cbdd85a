import { composed } from './support/composed.ts';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { reportInput } from '../src/cli/render-run.ts';
import type { ReportInput } from '../src/model/run-data.ts';
import { renderHtml } from '../src/report/html/render.ts';
import { renderMarkdown } from '../src/report/markdown.ts';
import { renderTerminal } from '../src/report/terminal.ts';
import { readRun } from '../src/store/run-directory.ts';
import { BANNED } from './support/language/banned.ts';
import { sampleRun } from './support/sample-run.ts';

const ROOT = join(import.meta.dirname, '..');
const READ = [
  'src',
  'bench',
  'test',
  'docs',
  'scenarios',
  'scripts',
  'README.md',
  'CONTRIBUTING.md',
  'action.yml',
];
const TEXT = /\.(?:ts|md|ya?ml|sh)$/;
/** They show the phrases, beside their replacements or as a test. */
const EXEMPT = new Set(['docs/style.md', 'test/language.test.ts', 'test/support/language/banned.ts']);

function files(): string[] {
  return READ.flatMap((entry) =>
    TEXT.test(entry)
      ? [entry]
      : readdirSync(join(ROOT, entry), { recursive: true, encoding: 'utf8' }).map((name) =>
          join(entry, name),
        ),
  ).filter((name) => TEXT.test(name) && !EXEMPT.has(name));
}

/** Lines are joined, so that a phrase is found across a line break and across comment markers. */
function banned(where: string, text: string): string[] {
  const joined = text.replaceAll(/\s*\n\s*(?:\*|\/\/|#)?\s*/g, ' ');
  return BANNED.flatMap(({ phrase, instead }) => {
    const found = phrase.exec(joined);
    return found === null ? [] : [`${where}: “${found[0]}”: write “${instead}” instead`];
  });
}

test('sources, tests, docs, scenarios and scripts use no banned phrase', () => {
  const all = files();
  for (const entry of READ)
    expect(
      all.some((name) => name.startsWith(entry)),
      entry,
    ).toBe(true);
  expect(all.flatMap((name) => banned(name, readFileSync(join(ROOT, name), 'utf8')))).toEqual([]);
});

const stored = (): ReportInput => reportInput(readRun(join(ROOT, 'reports', 'sample')));

test.each([
  ['a run of every experiment', sampleRun],
  ['the shipped sample', stored],
])('the report of %s uses no banned phrase', (_, input) => {
  const run = input();
  expect(banned('HTML', renderHtml(composed(run), { chartJs: '', client: '', css: '' }))).toEqual([]);
  expect(banned('Markdown', renderMarkdown(composed(run)))).toEqual([]);
  expect(banned('terminal', renderTerminal(composed(run), { colour: false, width: 120 }))).toEqual([]);
});

test('a banned phrase is found across a line break of a comment, and its replacement is named', () => {
  expect(banned('x.ts', '/** It is held\n * against another. */')).toEqual([
    'x.ts: “held against”: write “compared with” instead',
  ]);
});
