import { Malformed } from '../malformed.ts';
import { BLOCK } from './header.ts';
import type { PaxRecords } from './pax.ts';

/** A part of a sparse file that is stored; everything between is a hole. Bytes. */
export interface Extent {
  readonly offset: number;
  readonly length: number;
}

/**
 * How an extended header describes a sparse file: GNU tar's formats 0.0, 0.1 and 1.0 (its manual, appendix
 * "Sparse Formats").
 */
export function sparseFormat(records: PaxRecords): 'in header' | 'before content' | undefined {
  const version = `${records.get('GNU.sparse.major') ?? ''}.${records.get('GNU.sparse.minor') ?? ''}`;
  if (version === '1.0') return 'before content';
  if (version === '0.0' || version === '0.1') return 'in header';
  if (version !== '.') return undefined;
  return (records.get('GNU.sparse.map') ?? '') === '' ? undefined : 'in header';
}

/** The numbers that an extended header lists, as many as it announces. */
export function listedExtents(records: PaxRecords): string[] {
  const list = records.get('GNU.sparse.map') ?? '';
  const numbers = list === '' ? [] : list.split(',');
  if (records.get('GNU.sparse.numblocks') !== String(numbers.length / 2))
    throw new Malformed('a sparse file with a broken list of extents');
  return numbers;
}

/** The extents of a comma-separated list `offset,length,…`. */
export function extentsOf(numbers: readonly string[], size: number, stored: number): Extent[] {
  if (numbers.length % 2 !== 0 || !numbers.every((number) => /^\d{1,16}$/.test(number)))
    throw new Malformed('a sparse file with a broken list of extents');
  const extents: Extent[] = [];
  let end = 0;
  let total = 0;
  for (let at = 0; at < numbers.length; at += 2) {
    const extent = { offset: Number(numbers[at]), length: Number(numbers[at + 1]) };
    if (extent.offset < end || extent.offset + extent.length > size)
      throw new Malformed('a sparse file whose extents overlap or exceed the file');
    end = extent.offset + extent.length;
    total += extent.length;
    extents.push(extent);
  }
  if (total !== stored) throw new Malformed('a sparse file whose extents do not match its content');
  return extents;
}

/**
 * The list that format 1.0 puts before the content: lines, the first of which is the number of pairs,
 * padded to whole blocks.
 * @returns undefined while `bytes` are incomplete; else its numbers, and its length with padding
 */
export function leadingMap(
  bytes: Buffer,
): { readonly numbers: string[]; readonly length: number } | undefined {
  const lines = bytes.toString('latin1').split('\n');
  const [first = ''] = lines;
  if (lines.length === 1) {
    if (first.length > 20) throw new Malformed('a sparse file without a list of extents');
    return undefined;
  }
  if (!/^\d{1,7}$/.test(first)) throw new Malformed('a sparse file without a list of extents');
  const needed = 1 + 2 * Number(first);
  if (lines.length <= needed) return undefined;
  const taken = lines.slice(0, needed);
  const length = taken.reduce((sum, line) => sum + line.length + 1, 0);
  return { numbers: taken.slice(1), length: Math.ceil(length / BLOCK) * BLOCK };
}
