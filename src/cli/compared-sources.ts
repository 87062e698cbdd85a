import { resolve } from 'node:path';
import { sessionOf } from '../gate/baseline.ts';
import type { Candidate } from '../gate/compare-runs.ts';
import { fileExists, isDirectory } from '../host/files.ts';
import type { ComparedSource } from '../model/comparison.ts';
import { IsodenseError } from '../model/errors.ts';
import { readBaseline } from '../store/baseline-file.ts';
import { readRun } from '../store/run-directory.ts';
import { reportInput } from './render-run.ts';

export interface ComparedSources {
  readonly reference: ComparedSource;
  readonly candidates: readonly [Candidate, ...Candidate[]];
}

/**
 * What was named on the command line: the reference, a run directory or a baseline file, and the runs that
 * are compared with it.
 * @throws IsodenseError for what is neither, and for a session that stands on both sides: it would agree with
 * itself
 */
export function readSources(names: readonly string[], directory: string): ComparedSources {
  const [first, ...others] = names;
  if (first === undefined || others.length === 0)
    throw new IsodenseError('usage', `expected at least two runs to compare, got ${names.length}`, {
      hint: 'isodense compare BEFORE AFTER, where BEFORE may also be a baseline file',
    });
  const reference = readReference(first, directory);
  const [candidate, ...rest] = others.map((name, index) =>
    readCandidate(name, letterOf(index + 1), directory),
  );
  const candidates = [candidate!, ...rest] as const;
  checkDistinct([reference, ...candidates]);
  return { reference, candidates };
}

function readReference(name: string, directory: string): ComparedSource {
  const path = resolve(directory, name);
  if (isDirectory(path)) return readCandidate(name, letterOf(0), directory);
  if (!fileExists(path))
    throw new IsodenseError(
      'usage',
      `expected a run directory or a baseline file, but ${name} does not exist`,
      {
        hint: 'isodense run prints where it stores a run; isodense baseline save makes a baseline',
      },
    );
  const { scenario, testbed, sessions } = readBaseline(path);
  return { letter: letterOf(0), name, scenario, testbed, sessions, run: null };
}

function readCandidate(name: string, letter: string, directory: string): Candidate {
  const path = resolve(directory, name);
  if (!isDirectory(path))
    throw new IsodenseError('usage', `expected a run directory, got ${name}`, {
      hint: 'only the first source may be a baseline file',
    });
  const run = reportInput(readRun(path));
  return {
    letter,
    name,
    scenario: run.summary.scenario,
    testbed: run.manifest.testbed,
    sessions: [sessionOf(run)],
    run,
  };
}

/** A to Z; beyond them numbers, which are as good a name. */
function letterOf(index: number): string {
  return index < 26 ? String.fromCharCode(65 + index) : `#${index + 1}`;
}

function checkDistinct(sources: readonly ComparedSource[]): void {
  const seen = new Map<string, ComparedSource>();
  for (const source of sources) {
    for (const { runId } of source.sessions) {
      const earlier = seen.get(runId);
      if (earlier !== undefined)
        throw new IsodenseError('usage', `the run ${runId} is in ${earlier.name} and in ${source.name}`, {
          hint: 'give each run once, and no run that is in the baseline',
        });
      seen.set(runId, source);
    }
  }
}
