import { cellKey, type Cell } from '../model/plan.ts';
import type { RoundRecords } from '../model/metric.ts';
import type { EndedRecord, RunRecord, WarningRecord } from '../model/records.ts';
import type { RunWarning } from '../model/summary.ts';
import type { Collection, Observer } from './collect.ts';

type Note = Omit<RunWarning, 'count'>;

/** Warnings of the run and those that only a summary can give, each once with how often it was given. */
export function summariseWarnings(
  records: readonly RunRecord[],
  rounds: readonly RoundRecords[],
  collection: Collection,
  observers: readonly Observer[],
): RunWarning[] {
  const given = records
    .filter((record): record is WarningRecord => record.kind === 'warning')
    .map(({ code, message, advice }): Note => ({ code, message, advice }));
  return grouped([
    ...given,
    ...endedInstances(rounds, observers),
    ...recordsWithoutRound(records, rounds),
    ...unknownExperiments(rounds, observers),
    ...cellsWithoutFigures(collection, observers),
    ...unusableFigures(collection),
  ]);
}

function grouped(notes: readonly Note[]): RunWarning[] {
  const groups = new Map<string, RunWarning>();
  for (const note of notes) {
    const key = `${note.code}\n${note.message}`;
    groups.set(key, { ...(groups.get(key) ?? note), count: (groups.get(key)?.count ?? 0) + 1 });
  }
  return [...groups.values()];
}

function recordsWithoutRound(records: readonly RunRecord[], rounds: readonly RoundRecords[]): Note[] {
  const begun = new Set(rounds.map(({ start }) => start.round));
  // A warning may be given before its round begins.
  const lost = records.filter(
    ({ kind, round }) => kind !== 'warning' && round !== undefined && !begun.has(round),
  ).length;
  if (lost === 0) return [];
  const message =
    lost === 1
      ? '1 record belongs to rounds that never began'
      : `${lost} records belong to rounds that never began`;
  return [{ code: 'no-round', message, advice: 'they are left out; restore samples.jsonl if it was edited' }];
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

/** Instances that were gone before anybody removed them: by cell and reason, with the last output of one. */
function endedInstances(rounds: readonly RoundRecords[], observers: readonly Observer[]): Note[] {
  const groups = new Map<
    string,
    { readonly cell: Cell; readonly first: EndedRecord; readonly instances: Set<string> }
  >();
  for (const { start, records } of rounds) {
    for (const record of records) {
      if (record.kind !== 'ended' || record.expected === 'provoked') continue;
      const key = JSON.stringify([cellKey(start.cell), record.reason, record.expected]);
      const group = groups.get(key) ?? { cell: start.cell, first: record, instances: new Set() };
      groups.set(key, group);
      group.instances.add(`${start.round} ${record.instance}`);
    }
  }
  return [...groups.values()].map(({ cell, first, instances: { size } }): Note => {
    const who = `${cellKey(cell)}: ${size} ${size === 1 ? 'instance' : 'instances'} ended after ${size === 1 ? 'it was' : 'they were'} ready: ${first.reason}${first.lastWords === '' ? '' : `; the last output: ${first.lastWords}`}`;
    if (first.expected === 'job')
      return {
        code: 'ended-well',
        message: who,
        advice: 'the time to ready counts; other experiments need a workload that keeps running',
      };
    const lost =
      observers.find(({ name }) => name === cell.experiment)?.jobsMayEnd === true
        ? 'the time to ready counts, and so does the failure'
        : 'the figures that needed them are left out';
    return { code: 'ended-early', message: who, advice: `${lost}; ${wayOut(first)}` };
  });
}

function wayOut({ code, reason }: EndedRecord): string {
  if (reason.startsWith('out of memory'))
    return 'give the instance more memory, or make its workload smaller';
  if (code === 0)
    return 'a job that is meant to end can be measured by startup only: set workload.command to something that keeps running';
  return 'see why it ends, or choose a readiness rule that holds only once it works';
}

/**
 * A cell in which everything failed has no series; without this its failures would vanish. Facts have no
 * figures anyway.
 */
function cellsWithoutFigures({ tallies }: Collection, observers: readonly Observer[]): Note[] {
  const measuring = new Set(observers.filter(({ metrics }) => metrics.length > 0).map(({ name }) => name));
  return tallies
    .filter(({ observations, cell }) => observations === 0 && measuring.has(cell.experiment))
    .map(({ cell, rounds, attempts, failures }) => ({
      code: 'no-figures',
      message: `${cellKey(cell)} has no figures: ${rounds} ${rounds === 1 ? 'round' : 'rounds'}, ${failures} of ${attempts} launches failed or ended early`,
      advice: 'see why its launches failed, lower its density or raise workload.timeout',
    }));
}

function unusableFigures({ unusable }: Collection): Note[] {
  return unusable.map(({ cell, metric }) => ({
    code: 'not-finite',
    message: `${metric} of ${cellKey(cell)} is not a finite number and is left out`,
    advice:
      'this is a defect of isodense, or more than half of the launches failed; the raw records are in samples.jsonl',
  }));
}
