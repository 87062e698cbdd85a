import { describe, expect, it } from 'vitest';
import { complaintIn, operationsPerSecond } from '../../../src/experiments/interference/stressor-report.ts';

/** As stress-ng 0.15.06 prints them. */
const SUMMARY = [
  'stress-ng: info:  [8] defaulting to a 86400 second (1 day, 0.00 secs) run per stressor',
  'stress-ng: info:  [8] dispatching hogs: 1 vm, 1 hdd',
  'stress-ng: metrc: [8] stressor       bogo ops real time  usr time  sys time   bogo ops/s     bogo ops/s',
  'stress-ng: metrc: [8]                           (secs)    (secs)    (secs)   (real time) (usr+sys time)',
  'stress-ng: metrc: [8] vm                2000      4.00      3.90      0.10       500.00         500.00',
  'stress-ng: metrc: [8] hdd                 50      5.00      0.20      1.10        10.00          38.46',
];

describe('what stress-ng says', () => {
  it('gives the operations per second of all its stressors', () => {
    expect(operationsPerSecond(SUMMARY)).toBe(510);
  });

  it('gives none where it was killed before its summary', () => {
    expect(operationsPerSecond(SUMMARY.slice(0, 2))).toBeUndefined();
  });

  it('names its last complaint', () => {
    expect(complaintIn(SUMMARY)).toBe('');
    expect(
      complaintIn([...SUMMARY, 'stress-ng: error: [9] sock: bind failed, errno=98 (Address already in use)']),
    ).toBe('sock: bind failed, errno=98 (Address already in use)');
    expect(complaintIn(['stress-ng: info:  [9] stream: stressor not implemented on this system'])).toBe(
      'stream: stressor not implemented on this system',
    );
  });
});
