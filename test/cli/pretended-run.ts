import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';

/**
 * `slow` takes about twenty times as long as `quick`; both only pretend, so the run takes seconds and its
 * ratios are known; what `shaky` takes varies so much that six rounds decide nothing near its mean.
 */
export const PRETENDED = `name: pretence
image: { builtin: hello }
rounds: 6
reference: quick
twin: false
variants:
  quick: { driver: fake, ready: 20ms }
  slow:  { driver: fake, ready: 400ms }
  shaky: { driver: fake, ready: 5ms, jitter: 400ms }
experiments:
  startup: { densities: [1], concurrency: [1], absent: false }
`;

/**
 * What is pretended has nothing to do with the machine that the tests run on, whose neighbours would make the
 * verdicts unreliable now and then.
 */
export function forgetHostControl(run: string): void {
  const samples = join(run, 'samples.jsonl');
  const lines = readFileSync(samples, 'utf8').split('\n');
  const kept = lines.filter((line) => !line.includes('"host.control.'));
  expect(kept.length).toBeLessThan(lines.length);
  writeFileSync(samples, kept.join('\n'));
}
