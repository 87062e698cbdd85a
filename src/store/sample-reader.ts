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

const RESTORE = 'it is written by isodense run; restore the file or run again';

/**
 * Reads samples.jsonl, one record a line.
 *
 * A last line without a line break that is not JSON is what a crash left: it is left out. So are records that
 * a newer version may have written, and readings that were not finite, which JSON cannot hold. All of that is
 * noted.
 *
 * @param plan of the same run; one without rounds says nothing
 * @throws IsodenseError (usage) with the line, for anything else that no run writes
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
        'nothing to do: it is what a crash or a power cut leaves of a line',
      );
      continue;
    }
    const kind = kindOf(value, bytes, `${file}:${number}`);
    if (!KINDS.has(kind)) {
      note(
        'unknown-record',
        `records of the kind ${visible(kind)}, which this version does not know, are left out`,
        'make the report with the version of isodense that made the run; run.json names it',
      );
      continue;
    }
    if (isWithoutValue(value)) {
      note(
        'no-value',
        `readings of ${visible(value.metric)} that were infinite or no number are left out`,
        'see what was measured there: samples.jsonl has null in their place',
      );
      continue;
    }
    const { error } = RECORD.safeParse(value);
    if (error !== undefined)
      throw new IsodenseError(
        'usage',
        `${file}:${number} is not a record as isodense run writes it: ${departure(error)}`,
        { hint: RESTORE },
      );
    const record = value as RunRecord;
    if (record.kind === 'round-start' && planned.size > 0) {
      const round = planned.get(record.round);
      if (round === undefined)
        note(
          'not-planned',
          'rounds that plan.json does not have are in samples.jsonl',
          'check that both files are of the same run',
        );
      else if (!isAsPlanned(record, round))
        throw new IsodenseError(
          'usage',
          `${file}:${number} begins round ${record.round} as ${cellKey(record.cell)}, repetition ${record.repetition}, but plan.json has ${cellKey(round.cell)}, repetition ${round.repetition}, there`,
          { hint: 'the two files are of different runs: restore the one that was replaced' },
        );
    }
    if (rounds.accepts(record, number)) records.push(record);
    else
      note(
        'ended-twice',
        `round ${record.round} has more than one end; the first counts`,
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

/** Undefined for a torn last line. */
function parsed(bytes: Buffer, ended: boolean, place: string): unknown {
  try {
    return JSON.parse(bytes.toString()) as unknown;
  } catch (error) {
    if (!ended) return undefined;
    throw new IsodenseError('usage', `${place} is not JSON`, {
      hint: 'only the last line may be torn, by a crash: restore the file, or delete this line; what it held is then missing from its round',
      cause: error,
    });
  }
}

function kindOf(value: unknown, bytes: Buffer, place: string): string {
  if (typeof value === 'object' && value !== null && 'kind' in value && typeof value.kind === 'string')
    return value.kind;
  throw new IsodenseError(
    'usage',
    `${place} is not a record: expected an object with a kind, got ${visible(bytes.subarray(0, 60).toString())}`,
    { hint: RESTORE },
  );
}

/** JSON has null where a number was infinite or none. */
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
