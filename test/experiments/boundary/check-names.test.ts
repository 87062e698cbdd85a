import { expect, test } from 'vitest';
import {
  judgeCpu,
  judgeMemory,
  judgeProcesses,
  judgeSibling,
} from '../../../src/experiments/boundary/judge-limits.ts';
import { checkNames, checks } from '../../../src/experiments/boundary/table.ts';

test('gates can name every check that a look decides and every limit that is tried, and nothing else', () => {
  const limits = [
    judgeMemory(undefined, { limitBytes: 1, holders: 1, holderMiB: 1, onHostBytes: 0 }),
    judgeSibling('memory', undefined, true),
    judgeProcesses(undefined, { limit: 1, tried: 1, onHost: 0 }),
    judgeSibling('processes', undefined, true),
    judgeCpu(undefined, 1),
  ];
  expect(checkNames).toEqual([...checks, ...limits].map(({ name }) => name));
  expect(new Set(checkNames).size).toBe(checkNames.length);
});
