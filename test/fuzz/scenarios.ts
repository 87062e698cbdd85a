import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { planScenario } from '../../src/cli/plan-scenario.ts';
import { scenarioSchema } from '../../src/cli/load-scenario.ts';
import { technologies } from '../../src/drivers/registry.ts';
import { abScenario } from '../../src/scenario/ab.ts';
import { decodeYaml } from '../../src/scenario/decode.ts';
import { parseScenario } from '../../src/scenario/load.ts';
import { SCENARIO } from '../../src/store/shapes/scenario.ts';
import { REPOSITORY } from '../cli/command-line.ts';
import { Random } from '../support/random.ts';
import { below, mutateBytes, mutateText, pick } from './mutations.ts';

const SHIPPED = readdirSync(join(REPOSITORY, 'scenarios'))
  .filter((name) => name.endsWith('.yaml'))
  .sort();
const TEXTS = SHIPPED.map((name) => readFileSync(join(REPOSITORY, 'scenarios', name), 'utf8'));
const schema = scenarioSchema(technologies);

export function mutantScenario(seed: number, number: number): Buffer {
  const random = new Random(seed * 1_000_003 + number);
  let text = pick(random, TEXTS);
  // Comments take most of the shipped files: what is changed should be what is read.
  if (random.next() < 0.8) text = text.replaceAll(/^\s*#.*\n/gm, '');
  for (let changes = 1 + below(random, 4); changes > 0; changes--) text = mutateText(text, random);
  return random.next() < 0.1 ? mutateBytes(Buffer.from(text), random) : Buffer.from(text);
}

/** What validate, run --dry-run and ab do with a file before anything is measured. */
export function tryScenario(bytes: Buffer): void {
  const location = { file: 'mutant.yaml', directory: '/nonexistent' };
  const text = decodeYaml(bytes, location.file);
  const scenario = parseScenario(text, location, schema);
  planScenario(
    scenario,
    scenario.variants.map(({ name }) => name),
    1,
    {},
    2,
  );
  // What is measured must be readable from its run directory.
  const { error } = SCENARIO.safeParse(JSON.parse(JSON.stringify(scenario)));
  if (error !== undefined)
    throw new Error(`a scenario was accepted that no run directory could hold: ${error.message}`);
  const [variant] = scenario.variants;
  parseScenario(
    abScenario(text, {
      variant: variant!.name,
      a: [],
      b: ['env.LEVEL=debug'],
      metrics: [],
      maxRegression: '5%',
    }),
    location,
    schema,
  );
}
