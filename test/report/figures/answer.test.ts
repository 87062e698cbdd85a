import { expect, test } from 'vitest';
import { answer } from '../../../src/report/figures/answer.ts';
import { reportContext } from '../../../src/report/figures/context.ts';
import { sampleRun, type SampleOptions } from '../../support/sample-run.ts';

const said = (options: SampleOptions = {}): readonly string[] => answer(reportContext(sampleRun(options)));

test('the first sentence is the trade-off, each figure with its interval', () => {
  expect(said()[0]).toMatch(/^One GiB of host memory holds \d+ instances \(95% interval \d+–\d+\) of crun, which shares the host’s kernel, and [\d.]+ instances \(95% interval [\d.–]+\) of gvisor \[ptrace platform\], which has a kernel of its own: [\d.]+ times fewer\.$/);
});

test.each<[string, SampleOptions]>([
  ['a full run', {}], ['one round', { rounds: 1 }], ['one variant', { variants: ['vm'] }], ['startup alone', { experiments: ['startup'] }],
  ['only failures', { onlyFailures: true, rounds: 1 }], ['nothing at all', { experiments: [] }],
])('%s is answered in two to five sentences, none of them with a missing figure', (_, options) => {
  const sentences = said(options);
  expect(sentences.length).toBeGreaterThanOrEqual(2);
  expect(sentences.length).toBeLessThanOrEqual(5);
  expect(sentences.join(' ')).not.toMatch(/NaN|undefined|null|Infinity/);
});

test('ratios of faster variants are said as times as fast, of slower ones as times as long', () => {
  expect(said()[1]).toMatch(/host is [\d.]+ times as fast \(95% interval [\d.–]+\), and vm \[emulated CPU \(TCG\)\] takes [\d.]+ times as long \(95% interval [\d.–]+\)/);
});

test('fewer than six rounds are too few for a verdict, six are enough', () => {
  expect(said({ rounds: 5 }).join(' ')).toContain('rest on 5 rounds: too few rounds for a verdict');
  expect(said({ rounds: 6 }).join(' ')).not.toContain('verdict');
});

test('one round claims no interval', () => {
  expect(said({ rounds: 1 }).join(' ')).toContain('one round, so they have no interval');
  expect(said({ rounds: 1 }).join(' ')).not.toContain('95% interval');
});

test('variants that could not run and launches that failed are named', () => {
  expect(said().join(' ')).toMatch(/kata could not be measured here; \d+ of \d+ launches of vm failed; they are counted, not dropped/);
});

test('a run without a figure says that there is nothing to compare', () => {
  expect(said({ onlyFailures: true, rounds: 1 }).join(' ')).toContain('There is no figure to compare');
});
