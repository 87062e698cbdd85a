import { join, resolve } from 'node:path';
import { experiments, reports } from '../../experiments/registry.ts';
import { compareRuns, comparisonRules } from '../../gate/compare-runs.ts';
import type { RuleOf } from '../../gate/rules.ts';
import { ensureDirectory, writeTextAtomically } from '../../host/files.ts';
import type { Terminal } from '../../host/process-io.ts';
import { IsodenseError } from '../../model/errors.ts';
import type { JudgedCandidate } from '../../model/comparison.ts';
import { renderComparison } from '../../report/html/comparison/render.ts';
import { judgementText } from '../../report/verdicts.ts';
import { readSources, type ComparedSources } from '../compared-sources.ts';
import { EXIT } from '../exit-codes.ts';
import { loadGates } from '../load-scenario.ts';
import { reportAssets } from '../render-run.ts';
import { runPath } from '../run-options.ts';
import { toolVersion } from '../version.ts';
import { technologies } from '../../drivers/registry.ts';
import { visible } from '../../model/visible-text.ts';
import { sayJson } from '../say-json.ts';

export interface CompareOptions {
  readonly metric?: readonly string[];
  /** 0.05 is 5%. */
  readonly maxRegression: number;
  readonly gates?: string;
  readonly out?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/**
 * Compares stored runs with the first and renders one page. Measures nothing, and exits with 0 whatever the
 * verdicts: exit codes are `gate`'s.
 */
export function compareCommand(
  names: readonly string[],
  options: CompareOptions,
  terminal: Terminal,
): number {
  const sources = readSources(names, terminal.directory);
  const { reference, candidates, trends } = compareRuns(
    sources.reference,
    sources.candidates,
    rulesFor(sources, options, terminal),
  );
  const file = join(
    runPath(
      terminal.directory,
      options.out,
      `${sources.reference.scenario}-comparison`,
      new Date().toISOString(),
    ),
    'report.html',
  );
  ensureDirectory(resolve(file, '..'));
  writeTextAtomically(
    file,
    renderComparison(
      { reference, candidates, trends },
      { name: 'isodense', version: toolVersion() },
      reports,
      reportAssets(),
    ),
  );
  if (options.json === true)
    sayJson(terminal.out, {
      reference: reference.name,
      candidates: candidates.map(({ source, judgement }) => ({ name: source.name, ...judgement })),
      trends,
    });
  else if (options.quiet !== true)
    for (const candidate of candidates)
      terminal.out.write(`${visible(candidateText(candidate, reference.name))}\n`);
  terminal.err.write(`Report: ${file}\n`);
  return EXIT.pass;
}

function candidateText({ source, judgement }: JudgedCandidate, reference: string): string {
  return `${source.name} compared with ${reference}\n\n${judgementText(judgement)}`;
}

function rulesFor(
  { reference, candidates }: ComparedSources,
  options: CompareOptions,
  terminal: Terminal,
): RuleOf<'regression'>[] {
  const newest = candidates.at(-1) ?? candidates[0];
  const { scenario } = newest.run.manifest;
  const gates =
    options.metric === undefined
      ? [
          ...(scenario.gates ?? []),
          ...(options.gates === undefined
            ? []
            : loadGates(options.gates, terminal.directory, technologies, scenario)),
        ]
      : [];
  const known = new Set(
    [reference, ...candidates].flatMap(({ sessions }) =>
      sessions.flatMap(({ series }) => series.map(({ metric }) => metric)),
    ),
  );
  const unknown = options.metric?.find((metric) => !known.has(metric));
  if (unknown !== undefined)
    throw new IsodenseError('usage', `none of the runs has the metric ${unknown}`, {
      hint: `they have ${[...known].sort().join(', ')}`,
    });
  const rules = comparisonRules([reference, ...candidates], {
    gates,
    metrics: options.metric ?? primaryMetrics(),
    maxRegression: options.maxRegression,
  });
  if (rules.length === 0)
    throw new IsodenseError('usage', 'none of the runs has a metric that is compared by default', {
      hint:
        known.size === 0
          ? 'they have no results at all: see their reports'
          : `name one with --metric; they have ${[...known].sort().join(', ')}`,
    });
  return rules;
}

/** Of each experiment what it is asked for first. */
function primaryMetrics(): string[] {
  return experiments.flatMap(
    ({ primary, metrics }) => primary ?? metrics.slice(0, 1).map(({ name }) => name),
  );
}
