import { composeReport } from '../../src/report/compose.ts';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { planFurtherRounds } from '../../src/cli/plan-scenario.ts';
import { reportInput } from '../../src/cli/render-run.ts';
import { experiments, reports } from '../../src/experiments/registry.ts';
import { baselineOf, sessionOf } from '../../src/gate/baseline.ts';
import { compareRuns, comparisonRules } from '../../src/gate/compare-runs.ts';
import { judge } from '../../src/gate/judge.ts';
import type { ComparedSource } from '../../src/model/comparison.ts';
import type { GateRule } from '../../src/model/gate.ts';
import type { StoredRun } from '../../src/model/run-data.ts';
import { renderAnnotations } from '../../src/report/annotations.ts';
import { renderCsv } from '../../src/report/csv.ts';
import { renderComparison } from '../../src/report/html/comparison/render.ts';
import { renderHtml } from '../../src/report/html/render.ts';
import { renderJson } from '../../src/report/json.ts';
import { renderJunit } from '../../src/report/junit.ts';
import { renderMarkdown } from '../../src/report/markdown.ts';
import { renderTerminal } from '../../src/report/terminal.ts';
import { judgementMarkdown, judgementText } from '../../src/report/verdicts.ts';
import { earlierOf } from '../../src/run/earlier.ts';
import { readBaseline, writeBaseline } from '../../src/store/baseline-file.ts';
import { readRun } from '../../src/store/run-directory.ts';
import { Random } from '../support/random.ts';
import { below, mutateBytes, mutateJson, mutateText, pick } from './mutations.ts';

const FILES = ['run.json', 'plan.json', 'samples.jsonl', 'baseline.json'] as const;
type Files = Record<(typeof FILES)[number], Buffer | undefined>;

const NO_ASSETS = { chartJs: '', client: '', css: '' };
const RULES: readonly GateRule[] = [
  { kind: 'regression', level: 'error', metric: 'startup.ready.p50', maxRegression: 0.05, minAbs: 0 },
  { kind: 'absolute', level: 'error', metric: 'startup.ready.p50', max: 300 },
  { kind: 'success', level: 'warn', minSuccess: 0.99 },
];

/** Writes a run and a baseline made of it, to be spoiled. */
export function storeRun(path: string, { manifest: { scenario, ...facts }, plan, records }: StoredRun): void {
  const asked = scenario.experiments.map((request) => ({
    ...request,
    options:
      Object.keys(request.options as object).length > 0
        ? request.options
        : experiments.find(({ name }) => name === request.name)?.options.parse({}),
  }));
  const manifest = { ...facts, scenario: { ...scenario, experiments: asked } };
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, 'run.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  writeFileSync(join(path, 'plan.json'), `${JSON.stringify(plan, null, 2)}\n`);
  writeFileSync(join(path, 'samples.jsonl'), records.map((record) => `${JSON.stringify(record)}\n`).join(''));
  writeBaseline(join(path, 'baseline.json'), baselineOf([reportInput(readRun(path))]));
}

/** A stored run as what others are compared with. */
export function sourceOf(path: string): ComparedSource {
  const run = reportInput(readRun(path));
  return {
    letter: 'A',
    name: path,
    scenario: run.summary.scenario,
    testbed: run.manifest.testbed,
    sessions: [sessionOf(run)],
    run,
  };
}

/** Writes the mutant of this number of one of the good runs. */
export function writeMutantRun(path: string, good: readonly string[], seed: number, number: number): void {
  const random = new Random(seed * 1_000_003 + number);
  const files = filesOf(pick(random, good));
  const file = pick(random, [...FILES, 'samples.jsonl'] as const);
  for (let changes = 1 + below(random, 3); changes > 0; changes--)
    files[file] = mutated(file, files[file], random);
  if (random.next() < 0.05) files[pick(random, FILES)] = filesOf(pick(random, good))[pick(random, FILES)];
  if (random.next() < 0.02) files[pick(random, FILES)] = undefined;
  rmSync(path, { recursive: true, force: true });
  mkdirSync(path);
  for (const [name, bytes] of Object.entries(files))
    if (bytes !== undefined) writeFileSync(join(path, name), bytes);
}

function filesOf(directory: string): Files {
  return Object.fromEntries(FILES.map((name) => [name, readFileSync(join(directory, name))])) as Files;
}

function mutated(file: string, bytes: Buffer | undefined, random: Random): Buffer | undefined {
  if (bytes === undefined || bytes.length === 0) return bytes;
  const how = random.next();
  if (how < 0.15) return mutateBytes(bytes, random);
  if (how < 0.25) return Buffer.from(mutateText(bytes.toString(), random));
  try {
    if (file !== 'samples.jsonl') return Buffer.from(spoiled(bytes.toString(), random));
    const lines = bytes.toString().split('\n');
    const at = below(random, lines.length - 1);
    return Buffer.from(lines.with(at, spoiled(lines[at]!, random)).join('\n'));
  } catch {
    return bytes; // no JSON any more
  }
}

function spoiled(text: string, random: Random): string {
  const value = JSON.parse(text) as unknown;
  mutateJson(value, random);
  return JSON.stringify(value);
}

/** What report, gate, compare, baseline and the start of run --resume do with a directory. */
export function tryRun(path: string, good: ComparedSource, againstRun: boolean): void {
  const run = readRun(path);
  const input = reportInput(run);
  const { manifest, summary } = input;
  JSON.parse(renderJson(summary));
  const report = composeReport(input, reports);
  renderMarkdown(report);
  renderCsv(summary);
  renderTerminal(report, { colour: true, width: 80 });
  const baseline = readBaseline(join(path, 'baseline.json'));
  const judgement = judge({
    summary,
    rules: [...(manifest.scenario.gates ?? []), ...RULES],
    testbed: manifest.testbed,
    baseline,
  });
  judgementText(judgement);
  judgementMarkdown(manifest.scenario.name, judgement);
  renderJunit(manifest.scenario.name, judgement, true);
  renderAnnotations(judgement);
  renderHtml(composeReport({ ...input, judgement }, reports), NO_ASSETS);
  const { done } = earlierOf(run.records);
  for (const name of new Set(run.plan.rounds.map(({ cell }) => cell.experiment)))
    planFurtherRounds(run.plan, manifest.scenario, name, done, 2);
  baselineOf([input]);
  const source: ComparedSource = {
    letter: 'B',
    name: path,
    scenario: summary.scenario,
    testbed: manifest.testbed,
    sessions: [sessionOf(input)],
    run: input,
  };
  const reference: ComparedSource = againstRun
    ? good
    : {
        letter: 'A',
        name: 'baseline.json',
        scenario: baseline.scenario,
        testbed: baseline.testbed,
        sessions: baseline.sessions,
        run: null,
      };
  const candidate = { ...source, run: input };
  const rules = comparisonRules([reference, candidate], {
    gates: [],
    metrics: ['startup.ready.p50', 'memory.marginal'],
    maxRegression: 0.05,
  });
  renderComparison(
    compareRuns(reference, [candidate], rules),
    { name: 'isodense', version: '0' },
    reports,
    NO_ASSETS,
  );
}
