import { cellKey } from '../model/plan.ts';
import type { RoundRecords } from '../model/metric.ts';
import type { RunRecord, WarningRecord } from '../model/records.ts';
import type { RunWarning } from '../model/summary.ts';
import type { Collection, Observer } from './collect.ts';

type Note = Omit<RunWarning, 'count'>;

/** Warnings of the run and those that only a summary can give, each once with how often it was given. */
export function summariseWarnings(records: readonly RunRecord[], rounds: readonly RoundRecords[], collection: Collection, observers: readonly Observer[]): RunWarning[] {
  const given = records.filter((record): record is WarningRecord => record.kind === 'warning').map(({ code, message, advice }): Note => ({ code, message, advice }));
  return grouped([...given, ...unknownExperiments(rounds, observers), ...cellsWithoutFigures(collection, observers), ...unusableFigures(collection)]);
}

function grouped(notes: readonly Note[]): RunWarning[] {
  const groups = new Map<string, RunWarning>();
  for (const note of notes) {
    const key = `${note.code}\n${note.message}`;
    groups.set(key, { ...(groups.get(key) ?? note), count: (groups.get(key)?.count ?? 0) + 1 });
  }
  return [...groups.values()];
}

function unknownExperiments(rounds: readonly RoundRecords[], observers: readonly Observer[]): Note[] {
  return rounds
    .map(({ start }) => start.cell.experiment)
    .filter((name) => !observers.some((observer) => observer.name === name))
    .map((name) => ({
      code: 'unknown-experiment',
      message: `rounds of the experiment ${name}, which this version does not know, are left out`,
      advice: 'make the report with the version of isodense that made the run; run.json names it',
    }));
}

/** A cell in which everything failed has no series; without this its failures would vanish. Facts have no figures anyway. */
function cellsWithoutFigures({ tallies }: Collection, observers: readonly Observer[]): Note[] {
  const measuring = new Set(observers.filter(({ metrics }) => metrics.length > 0).map(({ name }) => name));
  return tallies
    .filter(({ observations, cell }) => observations === 0 && measuring.has(cell.experiment))
    .map(({ cell, rounds, attempts, failures }) => ({
      code: 'no-figures',
      message: `${cellKey(cell)} has no figures: ${rounds} ${rounds === 1 ? 'round' : 'rounds'}, ${failures} of ${attempts} launches failed`,
      advice: 'see why its launches failed, lower its density or raise workload.timeout',
    }));
}

function unusableFigures({ unusable }: Collection): Note[] {
  return unusable.map(({ cell, metric }) => ({
    code: 'not-finite',
    message: `${metric} of ${cellKey(cell)} is not a finite number and is left out`,
    advice: 'this is a defect of isodense, or more than half of the launches failed; the raw records are in samples.jsonl',
  }));
}
