import { dirname, resolve } from 'node:path';
import { experiments } from '../experiments/registry.ts';
import type { Driver } from '../drivers/driver.ts';
import { fileExists, readTextIfAny } from '../host/files.ts';
import { IsodenseError } from '../model/errors.ts';
import type { ExperimentRequest, Scenario } from '../model/scenario.ts';
import { parseScenario } from '../scenario/load.ts';
import { buildScenarioSchema, type ScenarioSchema } from '../scenario/schema.ts';

export interface LoadedScenario {
  readonly scenario: Scenario;
  readonly text: string;
}

export function scenarioSchema(drivers: readonly Driver[]): ScenarioSchema {
  return buildScenarioSchema(drivers, experiments);
}

/** Reads and validates a scenario file, and adds the experiments that run in every scenario. */
export function loadScenario(file: string, directory: string, drivers: readonly Driver[]): LoadedScenario {
  const path = resolve(directory, file);
  if (!fileExists(path)) {
    throw new IsodenseError('usage', `there is no scenario file ${file}`, { hint: 'the shipped ones are in scenarios/, such as scenarios/quickstart.yaml' });
  }
  const text = readTextIfAny(path);
  if (text === undefined) throw new IsodenseError('usage', `${file} cannot be read as a scenario: expected a YAML file that this user may read`);
  const scenario = parseScenario(text, { file, directory: dirname(path) }, scenarioSchema(drivers));
  return { scenario: { ...scenario, experiments: [...implied(scenario), ...scenario.experiments] }, text };
}

function implied(scenario: Scenario): ExperimentRequest[] {
  return experiments
    .filter(({ always, name }) => always === true && !scenario.experiments.some((asked) => asked.name === name))
    .map(({ name, options, defaultRounds }) => ({ name, options: options.parse({}), rounds: defaultRounds ?? 1 }));
}
