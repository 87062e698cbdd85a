import { describe, expect, it } from 'vitest';
import { verdictOf } from '../../bench/finding.ts';

describe('a goal', () => {
  it('is met when the whole interval keeps to it', () => {
    expect(verdictOf({ goal: 1.03, ci95: [0.99, 1.03] })).toBe('met');
  });

  it('is not met when the whole interval is beyond it', () => {
    expect(verdictOf({ goal: 1.03, ci95: [1.031, 1.2] })).toBe('not met');
  });

  it('is not decided while it lies within the interval, however good the middle looks', () => {
    expect(verdictOf({ goal: 1.03, ci95: [0.8, 1.04] })).toBe('not decided on this host');
  });

  it('is not decided without an interval', () => {
    expect(verdictOf({ goal: 1.03, ci95: null })).toBe('not decided on this host');
  });

  it('is not invented for a figure that has none', () => {
    expect(verdictOf({ goal: null, ci95: [1, 2] })).toBe('no goal');
  });
});
