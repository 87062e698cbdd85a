import { expect, test } from 'vitest';
import { answer } from '../../../src/report/figures/answer.ts';
import { slowdownInterval } from '../../../src/experiments/interference/slowdowns.ts';
import { composed } from '../../support/composed.ts';
import { FIRST_LOOK, sampleRun, type SampleOptions } from '../../support/sample-run.ts';

const said = (options: SampleOptions = {}): readonly string[] => answer(composed(sampleRun(options)));

test('without a measured density or isolation the first sentence is the trade-off, each figure with its interval', () => {
  expect(said({ experiments: FIRST_LOOK })[0]).toMatch(
    /^1 GiB of host memory fits \d+ instances \(95% interval \d+–\d+\) of crun, which shares the host’s kernel, or [\d.]+ instances \(95% interval [\d.–]+\) of gvisor \[ptrace platform\], which has its own kernel \([\d.]+× fewer\)\.$/,
  );
});

test.each<[string, SampleOptions]>([
  ['a full run', {}],
  ['one round', { rounds: 1 }],
  ['one variant', { variants: ['vm'] }],
  ['startup alone', { experiments: ['startup'] }],
  ['only failures', { onlyFailures: true, rounds: 1 }],
  ['nothing at all', { experiments: [] }],
])('%s is answered in two to five sentences, none of them with a missing figure', (_, options) => {
  const sentences = said(options);
  expect(sentences.length).toBeGreaterThanOrEqual(2);
  expect(sentences.length).toBeLessThanOrEqual(5);
  expect(sentences.join(' ')).not.toMatch(/NaN|undefined|null|Infinity/);
});

test('faster variants are N× as fast, slower ones take N× as long', () => {
  expect(said({ experiments: FIRST_LOOK })[1]).toMatch(
    /host is [\d.]+× as fast \(95% interval [\d.–]+\), and vm \[emulated CPU \(TCG\)\] takes [\d.]+× as long \(95% interval [\d.–]+\)/,
  );
});

test('where they were measured, how many ran and what stopped one more comes first, then the worst neighbour and leaks', () => {
  const [reached, neighbour, boundary] = said();
  expect(reached).toMatch(
    /^This host fits at least 1200 instances of host, \d+ of runc, \d+ of crun, \d+ of gvisor \[ptrace platform\] or \d+ of vm \[emulated CPU \(TCG\)\]\. Limits reached: bridge ports \(runc, crun\), readiness p95 \(gvisor\), memory reserve \(vm\)\.$/,
  );
  expect(neighbour).toMatch(
    /^Beside its worst neighbour without limits, p99 of a host victim was [\d.]+× \(95% interval [\d.–]+×\) its value alone \(forks\), of a vm .* \(cpu\); with limits, at most [\d.]+× \(host beside disk\)\.$/,
  );
  expect(boundary).toBe(
    'Of 12 boundary checks, 5 leaked in host; none did in runc, crun, gvisor [ptrace platform] and vm [emulated CPU (TCG)].',
  );
});

test('where latency stopped every ramp, the answer is how many fit at that limit, most first', () => {
  const run = sampleRun({ experiments: ['density'], variants: ['host', 'runc'] });
  const densities = [18, 24].map((held, index) => ({
    variant: ['host', 'runc'][index]!,
    reached: [held],
    interval: [held, held + 1] as const,
    boundBy: ['victim p99'],
    detail: '',
    forecast: null,
  }));
  const [first] = answer(composed({ ...run, summary: { ...run.summary, densities } }));
  expect(first).toBe('At your latency limit this host fits 24 instances of runc or 18 of host.');
});

test('applications with conflicting needs are named by where they worked, not as boundary checks', () => {
  const run = sampleRun({ experiments: [], variants: ['host', 'runc', 'vm'] });
  const check = (name: string, outcome: 'isolated' | 'leaked') => ({
    check: `versions.${name}`,
    title: name,
    outcome,
    evidence: '',
  });
  const boundaries = ['host', 'runc', 'vm'].map((variant) => ({
    variant,
    checks: [check('old', variant === 'host' ? 'leaked' : 'isolated'), check('new', 'isolated')],
  }));
  const [sentence, ...rest] = answer(composed({ ...run, summary: { ...run.summary, boundaries } }));
  expect(sentence).toBe(
    '2 applications with conflicting needs worked side by side in runc and vm [emulated CPU (TCG)]; old did not in host.',
  );
  expect(rest.join()).not.toContain('boundary checks');
});

test('boundary checks alone are an answer', () => {
  expect(said({ experiments: ['boundary'], rounds: 1 })).toEqual([
    expect.stringMatching(/^Of 12 boundary checks/),
    expect.stringMatching(/^kata could not/),
  ]);
});

test('an interval of a slowdown that reaches below zero is shown by its upper end', () => {
  expect(slowdownInterval([-0.84, 4.1])).toBe('up to 4.10×');
  expect(slowdownInterval([1.2, 4.1])).toBe('1.20–4.10×');
  expect(slowdownInterval([0.017, 2_495])).toBe('spans over 1,000-fold');
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
  expect(said().join(' ')).toMatch(
    /kata could not be measured here; \d+ of \d+ launches of vm failed; they are counted, not dropped/,
  );
});

test('a run without a figure says that there is nothing to compare', () => {
  expect(said({ onlyFailures: true, rounds: 1 }).join(' ')).toContain('There is no figure to compare');
});
