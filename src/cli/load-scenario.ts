import { dirname, resolve } from 'node:path';
import { experiments } from '../experiments/registry.ts';
import type { Technology } from '../drivers/driver.ts';
import { readBounded } from '../host/bounded-read.ts';
import { fileExists } from '../host/files.ts';
import { IsodenseError } from '../model/errors.ts';
import type { GateRule } from '../model/gate.ts';
import type { ExperimentRequest, Scenario } from '../model/scenario.ts';
import { decodeYaml } from '../scenario/decode.ts';
import { parseGates } from '../scenario/gate-file.ts';
import { parseScenario, type ScenarioLocation } from '../scenario/load.ts';
import { ScenarioError } from '../scenario/scenario-error.ts';
import { buildScenarioSchema, type ScenarioSchema } from '../scenario/schema.ts';

export interface LoadedScenario {
  readonly scenario: Scenario;
  readonly text: string;
}

export function scenarioSchema(drivers: readonly Technology[]): ScenarioSchema {
  return buildScenarioSchema(drivers, experiments);
}

/** Reads and validates a scenario file, and adds the experiments that run in every scenario. */
export function loadScenario(
  file: string,
  directory: string,
  drivers: readonly Technology[],
): LoadedScenario {
  const { text, path } = readYamlFile(
    'scenario',
    file,
    directory,
    'the shipped ones are in scenarios/, such as scenarios/quickstart.yaml',
  );
  return parsed(text, { file, directory: dirname(path) }, drivers);
}

/**
 * Reads a scenario file, and loads what `derive` makes of its text: problems are reported by their
 * path, since it has no lines that a reader could look up.
 */
export function loadDerived(
  file: string,
  directory: string,
  drivers: readonly Technology[],
  derive: (original: LoadedScenario) => string,
): LoadedScenario {
  const location = { file, directory: dirname(resolve(directory, file)) };
  const text = derive(loadScenario(file, directory, drivers));
  try {
    return parsed(text, location, drivers);
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    throw new IsodenseError(
      'usage',
      error.problems.map(({ path, text: what }) => `${path}: ${what}`).join('\n'),
      { hint: `nothing was run: the options do not fit ${file}`, cause: error },
    );
  }
}

function parsed(text: string, location: ScenarioLocation, drivers: readonly Technology[]): LoadedScenario {
  const scenario = parseScenario(text, location, scenarioSchema(drivers));
  return { scenario: { ...scenario, experiments: [...implied(scenario), ...scenario.experiments] }, text };
}

/** Reads a gate file, and checks it against a scenario that was run. */
export function loadGates(
  file: string,
  directory: string,
  drivers: readonly Technology[],
  scenario: Scenario,
): readonly GateRule[] {
  const { text } = readYamlFile(
    'gate',
    file,
    directory,
    'write one with a list of gates, such as: - { metric: startup.ready.p50, of: NAME, max: 300ms }',
  );
  return parseGates(text, { file }, scenarioSchema(drivers), scenario);
}

/** Scenarios have some kilobytes; a file that is larger is not one. */
const MOST_BYTES = 10 * 2 ** 20;

function readYamlFile(
  what: 'scenario' | 'gate',
  file: string,
  directory: string,
  hint: string,
): { readonly text: string; readonly path: string } {
  const path = resolve(directory, file);
  if (!fileExists(path)) throw new IsodenseError('usage', `there is no ${what} file ${file}`, { hint });
  const read = readBounded(path, MOST_BYTES);
  if ('refused' in read)
    throw new IsodenseError(
      'usage',
      `${file} cannot be read as a ${what}${what === 'gate' ? ' file' : ''}: ${read.refused}`,
      { hint: 'give a YAML file that you may read' },
    );
  return { text: decodeYaml(read.bytes, file), path };
}

function implied(scenario: Scenario): ExperimentRequest[] {
  return experiments
    .filter(
      ({ always, name }) => always === true && !scenario.experiments.some((asked) => asked.name === name),
    )
    .map(({ name, options, defaultRounds }) => ({
      name,
      options: options.parse({}),
      rounds: defaultRounds ?? 1,
    }));
}
