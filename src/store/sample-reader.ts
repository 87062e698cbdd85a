import { readTextIfAny } from '../host/files.ts';
import { IsodenseError } from '../model/errors.ts';
import type { RunRecord } from '../model/records.ts';

/** Reads samples.jsonl. A torn last line, as a crash leaves it, is left out; a torn line anywhere else is an error. */
export function readRecords(file: string): RunRecord[] {
  const lines = (readTextIfAny(file) ?? '').split('\n');
  const last = lines.length - 1;
  const records: RunRecord[] = [];
  lines.forEach((line, index) => {
    if (line === '') return;
    let record: unknown;
    try {
      record = JSON.parse(line);
    } catch (error) {
      if (index === last) return;
      throw new IsodenseError('usage', `${file}:${index + 1} is not JSON`, { hint: 'only the last line may be torn, by a crash: restore the file or run again', cause: error });
    }
    if (!isRecord(record)) throw new IsodenseError('usage', `${file}:${index + 1} is not a record: expected an object with a kind, got ${line.slice(0, 60)}`, { hint: 'it is written by isodense run; restore the file or run again' });
    records.push(record);
  });
  return records;
}

function isRecord(value: unknown): value is RunRecord {
  return typeof value === 'object' && value !== null && 'kind' in value && typeof value.kind === 'string';
}
