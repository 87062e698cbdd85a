import { linesOf } from '../host/line-reader.ts';
import { fileExists } from '../host/files.ts';
import { IsodenseError, messageOf } from '../model/errors.ts';
import { cellKey, type Plan } from '../model/plan.ts';
import type { RoundStartRecord, RunRecord } from '../model/records.ts';
import type { ReaderNote } from '../model/run-data.ts';
import { visible } from '../model/shown.ts';
import { departure } from './json-file.ts';
import { RoundCheck } from './round-check.ts';
import { KINDS, RECORD } from './shapes/records.ts';

export interface ReadRecords {
  readonly records: RunRecord[];
  /** What was left out, and why. */
  readonly notes: readonly ReaderNote[];
}

const RESTORE = 'isodense run writes this file; restore it, or run again';

/**
 * Reads samples.jsonl, one record a line.
 *
 * A last line without a line break that is not JSON was cut off by a crash: it is left out. So are records
 * of unknown kinds, which a newer version may have written, and readings that were not finite, which JSON
 * cannot represent. All of that is reported as a note.
 * @param plan of the same run; not checked if it has no rounds
 * @throws IsodenseError (usage) with the line, for anything else that a run does not write
 */
export function readRecords(file: string, plan: Plan): ReadRecords {
  const records: RunRecord[] = [];
  const notes = new Map<string, ReaderNote>();
  const note = (code: string, message: string, advice: string): void => {
    notes.set(`${code} ${message}`, {
      code,
      message,
      advice,
      count: (notes.get(`${code} ${message}`)?.count ?? 0) + 1,
    });
  };
  const planned = new Map(plan.rounds.map((round) => [round.index, round]));
  const rounds = new RoundCheck(file);
  for (const { number, bytes, ended } of linesIn(file)) {
    if (bytes.length === 0) continue;
    const value = parsed(bytes, ended, `${file}:${number}`);
    if (value === undefined) {
      note(
        'torn-line',
        `the last line of samples.jsonl was cut off and is left out`,
        'nothing to do: a crash or a power cut interrupted the write',
      );
      continue;
    }
    const kind = kindOf(value, bytes, `${file}:${number}`);
    if (!KINDS.has(kind)) {
      note(
        'unknown-record',
        `records of the unknown kind ${visible(kind)} are left out`,
        'render the report with the version of isodense that made the run (tool.version in run.json)',
      );
      continue;
    }
    if (isWithoutValue(value)) {
      note(
        'no-value',
        `readings of ${visible(value.metric)} that were infinite or not a number are left out`,
        'look for null in samples.jsonl to see which readings they were',
      );
      continue;
    }
    const { error } = RECORD.safeParse(value);
    if (error !== undefined)
      throw new IsodenseError('usage', `${file}:${number} is not a valid record: ${departure(error)}`, {
        hint: RESTORE,
      });
    const record = value as RunRecord;
    if (record.kind === 'round-start' && planned.size > 0) {
      const round = planned.get(record.round);
      if (round === undefined)
        note(
          'not-planned',
          'samples.jsonl has rounds that are not in plan.json',
          'check that both files belong to the same run',
        );
      else if (!isAsPlanned(record, round))
        throw new IsodenseError(
          'usage',
          `${file}:${number} starts round ${record.round} as ${cellKey(record.cell)}, ` +
            `repetition ${record.repetition}, but in plan.json it is ${cellKey(round.cell)}, ` +
            `repetition ${round.repetition}`,
          { hint: 'the two files belong to different runs: restore the one that was replaced' },
        );
    }
    if (rounds.accepts(record, number)) records.push(record);
    else
      note(
        'ended-twice',
        `round ${record.round} has more than one end; the first is used`,
        'restore samples.jsonl if it was edited',
      );
  }
  return { records, notes: [...notes.values()] };
}

function* linesIn(file: string): ReturnType<typeof linesOf> {
  if (!fileExists(file)) return;
  try {
    yield* linesOf(file);
  } catch (error) {
    throw error instanceof IsodenseError
      ? error
      : new IsodenseError('usage', `${file} cannot be read: ${messageOf(error)}`, {
          hint: RESTORE,
          cause: error,
        });
  }
}

/** Undefined for a truncated last line. */
function parsed(bytes: Buffer, ended: boolean, place: string): unknown {
  try {
    return JSON.parse(bytes.toString()) as unknown;
  } catch (error) {
    if (!ended) return undefined;
    throw new IsodenseError('usage', `${place} is not JSON`, {
      hint:
        'a crash can truncate the last line only: ' +
        'restore the file, or delete this line, and its round will lack that record',
      cause: error,
    });
  }
}

function kindOf(value: unknown, bytes: Buffer, place: string): string {
  if (typeof value === 'object' && value !== null && 'kind' in value && typeof value.kind === 'string')
    return value.kind;
  throw new IsodenseError(
    'usage',
    `${place} is not a record: expected an object with the key kind, ` +
      `got ${visible(bytes.subarray(0, 60).toString())}`,
    { hint: RESTORE },
  );
}

/** JSON has null where a number was infinite or not a number. */
function isWithoutValue(value: unknown): value is { readonly metric: string } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'kind' in value &&
    value.kind === 'sample' &&
    'value' in value &&
    value.value === null &&
    'metric' in value &&
    typeof value.metric === 'string'
  );
}

function isAsPlanned(record: RoundStartRecord, planned: Plan['rounds'][number]): boolean {
  return record.repetition === planned.repetition && cellKey(record.cell) === cellKey(planned.cell);
}
