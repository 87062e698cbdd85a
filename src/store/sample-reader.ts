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
    try {
      records.push(JSON.parse(line) as RunRecord);
    } catch (error) {
      if (index === last) return;
      throw new IsodenseError('usage', `${file}:${index + 1} is not JSON`, { hint: 'only the last line may be torn, by a crash: restore the file or run again', cause: error });
    }
  });
  return records;
}
