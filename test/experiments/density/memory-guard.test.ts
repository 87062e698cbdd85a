import { describe, expect, it } from 'vitest';
import { GLUTTON, HungrySession, type Appetite } from './hungry-session.ts';
import { GIB, MIB, ramp, type Ramped } from './ramp.ts';

/** The reserve of these ramps is 1 GiB. */
async function feast(
  appetite: Appetite,
  options: Readonly<Record<string, unknown>> = {},
): Promise<Ramped & { readonly session: HungrySession }> {
  let session: HungrySession | undefined;
  const ramped = await ramp({
    session: (clock) => (session = new HungrySession(clock, appetite)),
    options: { resolution: 0, ...options },
  });
  return { ...ramped, session: session! };
}

function lowest({ records }: Ramped): number {
  return Math.min(
    ...records.flatMap((record) =>
      record.kind === 'sample' && record.metric === 'density.lowestAvailable' ? [record.value] : [],
    ),
  );
}

describe('a workload that eats memory faster than anyone samples', () => {
  it('is killed before the reserve is touched, when its appetite is not yet known', async () => {
    const ramped = await feast(GLUTTON, { start: 8, concurrency: 8, max: 8 });
    expect(ramped.session.killed).toBeGreaterThanOrEqual(8);
    expect(lowest(ramped)).toBeGreaterThanOrEqual(GIB);
    expect(ramped.summary).toMatchObject({ boundBy: ['memory reserve'] });
    expect(ramped.round.end?.status).toBe('complete');
  });

  it('is not even launched once its appetite is known', async () => {
    const ramped = await feast(GLUTTON);
    expect(ramped.session.killed).toBe(0);
    expect(ramped.summary).toMatchObject({ reached: [3], interval: [3, 4] });
    expect(ramped.summary?.detail).toContain('900 MiB for one more');
    expect(lowest(ramped)).toBeGreaterThanOrEqual(GIB);
  });

  it('does not count instances that had to be killed after their step had held', async () => {
    // Slow enough for every step to end while all are still growing: the memory of a step comes after it.
    const ramped = await feast({ memory: 4 * GIB, speed: 200 * MIB, cap: 2_000 * MIB }, { max: 64 });
    expect(lowest(ramped)).toBeGreaterThanOrEqual(GIB);
    expect(ramped.summary?.boundBy).toEqual(['memory reserve']);
    expect(ramped.summary?.reached[0]).toBe(1); // 3 GiB hold one of 2,000 MiB
  });

  it('stops nothing where memory is enough', async () => {
    const ramped = await feast({ memory: 64 * GIB, speed: 3 * GIB, cap: 900 * MIB }, { max: 16 });
    expect(ramped.session.killed).toBe(0);
    expect(ramped.summary).toMatchObject({ reached: [16], boundBy: ['asked maximum'] });
  });
});
