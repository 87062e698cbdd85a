import type { Terminal } from '../../host/process-io.ts';
import { counted } from '../../model/units.ts';
import { visible } from '../../model/visible-text.ts';
import { EXIT } from '../exit-codes.ts';
import { loadScenario } from '../load-scenario.ts';
import { planScenario } from '../plan-scenario.ts';
import { technologies } from '../../drivers/registry.ts';
import { sayJson } from '../say-json.ts';

/** Says that scenarios are valid, or everything that is wrong with the first that is not. */
export function validateCommand(
  files: readonly string[],
  options: { readonly json?: boolean },
  terminal: Terminal,
): number {
  const results = files.map((file) => {
    const { scenario } = loadScenario(file, terminal.directory, technologies);
    const variants = scenario.variants.map(({ name }) => name);
    return {
      file,
      name: scenario.name,
      variants,
      experiments: scenario.experiments.map(({ name }) => name),
      rounds: planScenario(scenario, variants, 0, {}).rounds.length,
    };
  });
  if (options.json === true) sayJson(terminal.out, results);
  else
    for (const { file, variants, experiments, rounds } of results)
      terminal.out.write(
        visible(
          `${file}: valid; ${counted(variants.length, 'variant')}, ${experiments.join(', ')}, ${counted(rounds, 'round')}\n`,
        ),
      );
  return EXIT.pass;
}
