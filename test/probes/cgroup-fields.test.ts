import { describe, expect, it } from 'vitest';
import { fieldOf, numberAt } from '../../src/probes/cgroup-fields.ts';

const file = Buffer.from(
  'cache 10\ninactive_file 20\ntotal_cache 30\ntotal_inactive_file 40\nempty \nlast 50',
);

describe('a field of a cgroup file', () => {
  it('is found by its whole name only', () => {
    expect(fieldOf(file, 'inactive_file')).toBe(20);
    expect(fieldOf(file, 'total_inactive_file')).toBe(40);
    expect(fieldOf(Buffer.from('total_inactive_file 40\n'), 'inactive_file')).toBeUndefined();
    expect(fieldOf(file, 'cach')).toBeUndefined();
  });

  it('is found in the first line and in a last line without an end', () => {
    expect(fieldOf(file, 'cache')).toBe(10);
    expect(fieldOf(file, 'last')).toBe(50);
  });

  it('is undefined when it holds no number', () => {
    expect(fieldOf(file, 'empty')).toBeUndefined();
    expect(numberAt(Buffer.from('max\n'))).toBeUndefined();
    expect(numberAt(Buffer.alloc(0))).toBeUndefined();
  });

  it('keeps every digit of the largest counters', () => {
    expect(numberAt(Buffer.from('9007199254740991\n'))).toBe(9007199254740991);
  });
});
