import { LAUNCHING_EXPERIMENTS } from '../model/gate.ts';
import type { Judgement } from '../model/verdict.ts';

/**
 * Experiments whose further rounds could take a red verdict back, or confirm it: those that a regressed gate
 * of level `error` rests on. Missing data and boundary outcomes are what they are, however often they are
 * looked at.
 */
export function experimentsToConfirm({ verdicts }: Judgement, measured: ReadonlySet<string>): string[] {
  const red = verdicts.filter(
    ({ word, level, rule }) => word === 'regressed' && level === 'error' && rule.kind !== 'boundary',
  );
  const named = red.flatMap(({ experiment }) => (experiment === null ? LAUNCHING_EXPERIMENTS : [experiment]));
  return [...new Set(named)].filter((name) => measured.has(name));
}
