import { describe, expect, it } from 'vitest';
import { conditionsOf, orderOf } from '../../../src/experiments/interference/conditions.ts';

const asked = { aggressors: ['cpu', 'disk', 'forks'], doses: [4, 1, 2, 2], doseResponse: ['cpu'] } as const;
const conditions = conditionsOf({
  aggressors: [...asked.aggressors],
  doses: [...asked.doses],
  doseResponse: [...asked.doseResponse],
});

describe('the conditions of a round', () => {
  it('are idle neighbours, every aggressor at the highest dose, and a dose response where it is asked for', () => {
    expect(conditions).toEqual([
      { aggressor: 'idle', dose: 4 },
      { aggressor: 'cpu', dose: 1 },
      { aggressor: 'cpu', dose: 2 },
      { aggressor: 'cpu', dose: 4 },
      { aggressor: 'disk', dose: 4 },
      { aggressor: 'forks', dose: 4 },
    ]);
  });

  it('are mirrored in every second repetition, and shuffled again for the next pair', () => {
    const orders = [0, 1, 2, 3].map((repetition) => orderOf(conditions, repetition));
    expect(orders[1]).toEqual(orders[0]!.toReversed());
    expect(orders[3]).toEqual(orders[2]!.toReversed());
    expect(orders[2]).not.toEqual(orders[0]);
    for (const order of orders) expect(new Set(order)).toEqual(new Set(conditions));
  });
});
