import { describe, expect, it } from 'vitest';
import { nearestWall } from '../../../src/experiments/density/wall-room.ts';
import type { Wall } from '../../../src/model/wall.ts';
import { ramp } from './ramp.ts';

const wall = (name: string, limit: number, used: number | undefined, more: Partial<Wall> = {}): Wall => ({
  name,
  limit,
  used,
  meaning: `${name} of the host`,
  raise: `raise ${name}`,
  ...more,
});

describe('the nearest wall', () => {
  it('is the one that leaves room for the fewest, each with what instances were measured to take of it', () => {
    const before = [wall('threads', 1_000, 100), wall('files', 10_000, 2_000)];
    const now = [wall('threads', 1_000, 300), wall('files', 10_000, 2_160)];
    expect(nearestWall(before, now, 16)).toMatchObject({
      count: 68,
      boundBy: 'threads',
      detail:
        'threads: 1000 (threads of the host), 100 used without instances, 12.5 for each, 5% left to the host: room for 68',
    });
  });

  it('is known beforehand where the technology tells what an instance takes', () => {
    const ports = [wall('ports', 1_023, 3, { perInstance: 1 })];
    expect(nearestWall(ports, ports, 0)?.count).toBe(1_020);
  });

  it('is not guessed from few instances, from what did not move, nor where nobody tells the use', () => {
    expect(nearestWall([wall('threads', 1_000, 100)], [wall('threads', 1_000, 200)], 2)).toBeUndefined();
    expect(nearestWall([wall('threads', 1_000, 100)], [wall('threads', 1_000, 90)], 16)).toBeUndefined();
    expect(
      nearestWall([wall('maps', 1_000, undefined)], [wall('maps', 1_000, undefined)], 16),
    ).toBeUndefined();
  });

  it('counts with the limit as it is now, since it can be raised meanwhile', () => {
    expect(nearestWall([wall('threads', 1_000, 0)], [wall('threads', 5_000, 100)], 10)?.count).toBe(475);
  });

  it('tells bytes as sizes', () => {
    const disk = [wall('disk', 2 ** 30, 0, { unit: 'bytes', perInstance: 2 ** 20 })];
    expect(nearestWall(disk, disk, 0)?.detail).toBe(
      'disk: 1.00 GiB (disk of the host), 0 B used without instances, 1.00 MiB for each: room for 1024',
    );
  });
});

describe('a ramp towards a wall', () => {
  it('that is known beforehand warns before the first launch, and ends right below it', async () => {
    const { records, steps, summary } = await ramp({
      walls: (used) => [wall('ports', 20, used, { perInstance: 1 })],
      options: { max: 100 },
    });
    const warned = records.findIndex((record) => record.kind === 'warning' && record.code === 'wall-near');
    expect(records[warned]).toMatchObject({
      advice: 'raise ports',
      message: expect.stringContaining('room for 20, and 100 are asked for'),
    });
    expect(warned).toBeLessThan(records.findIndex(({ kind }) => kind === 'launch'));
    expect(records.filter(({ kind }) => kind === 'warning')).toHaveLength(1);
    expect(steps).toBe('1 2 4 8 16 20 [21]');
    expect(summary).toMatchObject({ reached: [20], interval: [20, 21], boundBy: ['ports'] });
  });

  it('that must be measured ends below it as well', async () => {
    const { steps, summary, records } = await ramp({
      walls: (used) => [wall('threads', 1_000, 100 + 12.5 * used)],
      options: { max: 100 },
    });
    expect(steps).toBe('1 2 4 8 16 32 64 68 [69]');
    expect(summary).toMatchObject({ reached: [68], boundBy: ['threads'] });
    expect(summary?.detail).toContain('12.5 for each, 5% left to the host: room for 68');
    const tried = records.flatMap((record) =>
      record.kind === 'density-step' && record.outcome === 'intended' ? [record.target] : [],
    );
    expect(Math.max(...tried)).toBe(68);
  });

  it('that leaves no room launches nothing, and says so', async () => {
    const { records, summary, round } = await ramp({
      walls: () => [wall('ports', 3, 3, { perInstance: 1 })],
    });
    expect(records.some(({ kind }) => kind === 'launch')).toBe(false);
    expect(round.end?.status).toBe('complete');
    expect(summary).toMatchObject({ reached: [0], interval: [0, 1], boundBy: ['ports'] });
  });
});
