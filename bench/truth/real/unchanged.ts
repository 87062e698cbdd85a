import type { Claim } from '../claim.ts';
import type { ProvingGround } from './proving-ground.ts';

/** Variants that are the reference under other names. */
const COPIES = 5;
const METRICS = ['startup.create.p50', 'startup.start.p50', 'startup.ready.p50', 'startup.makespan'];
const DENSITIES = [1, 4];

/** Containers against themselves: forty gates, and nothing that could have regressed. */
export async function unchanged(ground: ProvingGround): Promise<Claim[]> {
  const copies = Array.from({ length: COPIES }, (_, index) => `copy-${index + 1}`);
  ground.file(
    'unchanged.yaml',
    `name: unchanged
image: { builtin: hello }
reference: runc
rounds: 8
variants:
${['runc', ...copies].map((name) => `  ${name}: { driver: docker, runtime: runc, network: none }`).join('\n')}
experiments:
  startup: { densities: [${DENSITIES.join(', ')}], concurrency: [4], absent: false }
gates:
${METRICS.flatMap((metric) => copies.map((copy) => `  - { metric: ${metric}, of: ${copy}, over: runc, maxRegression: 5% }`)).join('\n')}
`,
  );
  const { judgement } = await ground.prove('unchanged', ['run', 'unchanged.yaml', '--require-all']);
  const gates = METRICS.length * copies.length * DENSITIES.length;
  const count = (word: string): number =>
    judgement.verdicts.filter((verdict) => verdict.word === word).length;
  const words = [...new Set(judgement.verdicts.map(({ word }) => word))]
    .map((word) => `${count(word)} ${word}`)
    .join(', ');
  return [
    {
      claim: `${gates} gates over unchanged containers, 8 rounds`,
      measured: words,
      expected: `${gates} judged, none regressed`,
      holds: judgement.verdicts.length === gates && count('regressed') === 0 && count('no-data') === 0,
    },
  ];
}
