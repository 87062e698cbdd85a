import { expect, test } from 'vitest';
import { counted, formatDuration } from '../../src/model/units.ts';

test.each([
  [0.42, '0.420 ms'],
  [9_999, '9999 ms'],
  [10_000, '10.0 s'],
  [119_000, '119 s'],
  [120_000, '2 min 0 s'],
  [3_600_000, '60 min 0 s'],
  [7_199_400, '119 min 59 s'],
  [7_199_600, '2 h 0 min'],
  [11_040_000, '3 h 4 min'],
  [-11_040_000, '-3 h 4 min'],
])('%d milliseconds are said as %s', (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});

test.each([
  [0, '0 rounds'],
  [1, '1 round'],
  [2, '2 rounds'],
])('%d is counted as %s', (count, text) => {
  expect(counted(count, 'round')).toBe(text);
});

test('a noun may have a plural of its own', () => {
  expect([counted(1, 'launch', 'launches'), counted(3, 'launch', 'launches')]).toEqual([
    '1 launch',
    '3 launches',
  ]);
});
