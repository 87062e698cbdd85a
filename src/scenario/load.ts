import { resolve } from 'node:path';
import type { ExperimentRequest, ImageSource, Scenario, Variant } from '../model/scenario.ts';
import { crossCheck } from './cross-checks.ts';
import { readGates } from './gates.ts';
import { check } from './issues.ts';
import { ScenarioError } from './scenario-error.ts';
import type { ParsedScenario, ScenarioSchema } from './schema.ts';
import { compares, withTwin } from './twin.ts';
import { toWorkload } from './workload-fields.ts';
import { readYaml, type YamlSource } from './yaml-source.ts';

const DEFAULT_ROUNDS = 8;

export interface ScenarioLocation {
  /** As the user named it. Every message starts with it. */
  readonly file: string;
  /** Absolute. Paths in the scenario are relative to it. */
  readonly directory: string;
}

/**
 * Turns a scenario's text into a scenario with defaults filled in, units parsed and paths absolute.
 * @throws ScenarioError with all of its problems. If the text is not YAML at all, only the YAML errors are
 * reported: anything else would be noise.
 */
export function parseScenario(text: string, location: ScenarioLocation, schema: ScenarioSchema): Scenario {
  const source = readYaml(text);
  if (!source.checkable) throw new ScenarioError(location.file, source.problems);
  const parsed = check(schema.document, source.data);
  const findings = [...(parsed.ok ? [] : parsed.findings), ...crossCheck(source.data, schema)];
  const problems = [
    ...source.problems,
    ...findings.map(({ path, target, text: message }) => source.problemAt(path, target, message)),
  ];
  if (!parsed.ok || problems.length > 0) throw new ScenarioError(location.file, problems);
  return fillIn(parsed.value, source, location.directory, schema);
}

function fillIn(
  parsed: ParsedScenario,
  source: YamlSource,
  directory: string,
  schema: ScenarioSchema,
): Scenario {
  const variants = source.keysOf(['variants']).map((name): Variant => {
    const { driver, image, command, env, ...options } = parsed.variants[name]!;
    return { name, driver, options, image: image && absolute(image, directory), command, env };
  });
  const experiments = source.keysOf(['experiments']).map((name): ExperimentRequest => {
    const { rounds, ...options } = parsed.experiments[name]!;
    const usual =
      schema.experiments.find((experiment) => experiment.name === name)?.defaultRounds ?? DEFAULT_ROUNDS;
    return { name, options, ...(rounds ?? parsed.rounds ?? { rounds: usual }) };
  });
  const reference = parsed.reference ?? variants[0]!.name;
  const context = {
    variants: variants.map(({ name }) => name),
    experiments: experiments.map(({ name }) => name),
    known: schema.experiments,
  };
  const gates = parsed.gates && readGates(parsed.gates, ['gates'], context).rules;
  return {
    name: parsed.name,
    question: parsed.question,
    image: absolute(parsed.image, directory),
    workload: toWorkload(parsed.workload),
    reference,
    rounds: parsed.rounds?.rounds ?? DEFAULT_ROUNDS,
    variants: (parsed.twin ?? gates?.some(compares) ?? false) ? withTwin(variants, reference) : variants,
    experiments,
    gates,
  };
}

function absolute(image: ImageSource, directory: string): ImageSource {
  switch (image.kind) {
    case 'build':
      return { ...image, directory: resolve(directory, image.directory) };
    case 'archive':
      return { ...image, file: resolve(directory, image.file) };
    case 'builtin':
    case 'ref':
      return image;
  }
}
