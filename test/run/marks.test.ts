import { describe, expect, it } from 'vitest';
import type { LaunchMarks } from '../../src/model/records.ts';
import { impossibleMarks, relativeTo } from '../../src/run/marks.ts';

const GOOD: LaunchMarks = {
  intended: 0,
  requested: 1,
  imageReady: 2,
  created: 3,
  started: 5,
  firstOutput: 4,
  ready: 6,
};

describe('marks of a launch', () => {
  it('are possible in their partial order, whoever of start call and first output comes first', () => {
    expect(impossibleMarks(GOOD)).toBeUndefined();
    expect(impossibleMarks({ ...GOOD, firstOutput: 5.5 })).toBeUndefined();
    expect(impossibleMarks({ intended: 1, requested: 1 })).toBeUndefined();
    expect(
      impossibleMarks({ intended: 1, requested: 1, created: 1, started: 1, firstOutput: 1, ready: 1 }),
    ).toBeUndefined();
  });

  it.each([
    [{ requested: -1 }, 'requested (-1 ms) is before intended (0 ms)'],
    [{ imageReady: 0.5 }, 'imageReady (0.5 ms) is before requested (1 ms)'],
    [{ imageReady: 3.5 }, 'created (3 ms) is before imageReady (3.5 ms)'],
    [{ started: 2.5 }, 'started (2.5 ms) is before created (3 ms)'],
    [{ firstOutput: 2.9 }, 'firstOutput (2.9 ms) is before created (3 ms)'],
    [{ ready: 3.9 }, 'ready (3.9 ms) is before firstOutput (4 ms)'],
  ])('are impossible with %o', (change, says) => {
    expect(impossibleMarks({ ...GOOD, ...change })).toBe(says);
  });

  it('become times of the run with microsecond resolution', () => {
    expect(relativeTo(100.0004, { intended: 100.0004, requested: 101.5, ready: 103.12345 })).toEqual({
      intended: 0,
      requested: 1.5,
      ready: 3.123,
    });
  });
});
