import { Malformed, shown } from '../malformed.ts';

/** Records of a POSIX extended header (`LENGTH KEY=VALUE\n`), keys and values as byte strings (latin1). */
export type PaxRecords = Map<string, string>;

/** Keys whose values become C strings. */
const TEXTS = new Set(['path', 'linkpath', 'uname', 'gname']);

export function decodePax(bytes: Buffer): PaxRecords {
  const records: PaxRecords = new Map();
  const sparse: string[] = [];
  for (let at = 0; at < bytes.length;) {
    const space = bytes.indexOf(0x20, at);
    const digits = space < 0 || space - at > 10 ? '' : bytes.toString('latin1', at, space);
    const length = /^\d+$/.test(digits) ? Number(digits) : 0;
    const end = at + length;
    if (length < 5 || end > bytes.length || space >= end || bytes[end - 1] !== 0x0a)
      throw new Malformed('an extended header that does not consist of records');
    const equals = bytes.indexOf(0x3d, space);
    if (equals < 0 || equals >= end) throw new Malformed('an extended header with a record without a key');
    const key = bytes.toString('latin1', space + 1, equals);
    const value = bytes.toString('latin1', equals + 1, end - 1);
    if (key === '' || key.includes('\0') || (TEXTS.has(key) && value.includes('\0')))
      throw new Malformed(`an extended header with a NUL in ${shown(key)}`);
    // The first sparse format repeats its keys; the second one joins their values.
    if (key === 'GNU.sparse.offset' || key === 'GNU.sparse.numbytes') {
      if (!/^\d+$/.test(value) || (sparse.length % 2 === 0) !== (key === 'GNU.sparse.offset'))
        throw new Malformed('an extended header with a broken list of holes');
      sparse.push(value);
    } else {
      records.set(key, value);
    }
    at = end;
  }
  if (sparse.length > 0) records.set('GNU.sparse.map', sparse.join(','));
  return records;
}

/** A whole number in a record; undefined without the record. */
export function paxInteger(records: PaxRecords, key: string): number | undefined {
  const value = records.get(key);
  if (value === undefined || value === '') return undefined;
  const number = /^-?\d+$/.test(value) ? Number(value) : Number.NaN;
  if (!Number.isSafeInteger(number)) throw new Malformed(`an extended header whose ${key} is not a number`);
  return number;
}

/** Seconds since 1970 with a fraction. */
export function paxTime(records: PaxRecords, key: string): number | undefined {
  const value = records.get(key);
  if (value === undefined || value === '') return undefined;
  if (!/^-?\d+(\.\d*)?$/.test(value)) throw new Malformed(`an extended header whose ${key} is not a time`);
  return Number(value);
}
