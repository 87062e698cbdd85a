import type { GateRule } from '../model/gate.ts';
import type { Scenario } from '../model/scenario.ts';
import { readGates } from './gates.ts';
import { got, isMapping, type Finding } from './issues.ts';
import type { ScenarioLocation } from './load.ts';
import { ScenarioError } from './scenario-error.ts';
import type { ScenarioSchema } from './schema.ts';
import type { Path } from './yaml-nodes.ts';
import { readYaml } from './yaml-source.ts';

/**
 * Reads a gate file and checks it against a stored scenario. The file contains a list of gates, at the top
 * level or under `gates:`.
 * @throws ScenarioError with all problems of the file
 */
export function parseGates(
  text: string,
  location: Pick<ScenarioLocation, 'file'>,
  schema: ScenarioSchema,
  scenario: Scenario,
): readonly GateRule[] {
  const source = readYaml(text);
  if (!source.checkable) throw new ScenarioError(location.file, source.problems);
  const { list, at, findings } = listOf(source.data);
  const read = readGates(list, at, {
    variants: scenario.variants.filter(({ twinOf }) => twinOf === undefined).map(({ name }) => name),
    experiments: scenario.experiments.map(({ name }) => name),
    known: schema.experiments,
  });
  const problems = [
    ...source.problems,
    ...[...findings, ...read.findings].map(({ path, target, text: message }) =>
      source.problemAt(path, target, message),
    ),
  ];
  if (problems.length > 0) throw new ScenarioError(location.file, problems);
  return read.rules;
}

function listOf(data: unknown): {
  readonly list: unknown;
  readonly at: Path;
  readonly findings: readonly Finding[];
} {
  const at = isMapping(data) ? ['gates'] : [];
  const list = isMapping(data) ? data['gates'] : data;
  const others = isMapping(data) ? Object.keys(data).filter((key) => key !== 'gates') : [];
  const findings: Finding[] = others.map((key) => ({
    path: [key],
    target: 'key',
    text: 'unknown key; the only key of a gate file is gates:',
  }));
  if (!Array.isArray(list))
    findings.push({
      path: at,
      target: 'value',
      text: `expected a list of gates, at the top level or under gates:, got ${got(list)}`,
    });
  else if (list.length === 0)
    findings.push({ path: at, target: 'value', text: 'expected at least one gate, got none' });
  return { list, at, findings };
}
