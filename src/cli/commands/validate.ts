import type { Terminal } from '../../host/process-io.ts';
import { EXIT } from '../exit-codes.ts';
import { loadScenario } from '../load-scenario.ts';
import { planScenario } from '../plan-scenario.ts';
import { describeDrivers } from '../workbench.ts';

/** Says that scenarios are valid, or everything that is wrong with the first that is not. */
export function validateCommand(files: readonly string[], options: { readonly json?: boolean }, terminal: Terminal): number {
  const drivers = describeDrivers(terminal);
  const results = files.map((file) => {
    const { scenario } = loadScenario(file, terminal.directory, drivers);
    const variants = scenario.variants.map(({ name }) => name);
    return { file, name: scenario.name, variants, experiments: scenario.experiments.map(({ name }) => name), rounds: planScenario(scenario, variants, 0, {}).rounds.length };
  });
  if (options.json === true) terminal.out.write(`${JSON.stringify(results, null, 2)}\n`);
  else for (const { file, variants, experiments, rounds } of results) terminal.out.write(`${file}: valid; ${variants.length} variants, ${experiments.join(', ')}, ${rounds} rounds\n`);
  return EXIT.pass;
}
