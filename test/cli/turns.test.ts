import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunRecord } from '../../src/model/records.ts';
import { openCrashSite, type CrashSite } from '../crash/child.ts';

const scenario = (name: string, rounds: number, ready: string): string => `name: ${name}
image: { builtin: hello }
twin: false
variants:
  one: { driver: fake, ready: ${ready} }
experiments:
  startup: { densities: [1], concurrency: [1], absent: false, rounds: ${rounds} }
`;
/** Goes on until somebody stops it. */
const LONG = scenario('long', 1_000, '100ms');
const SHORT = scenario('short', 1, '1ms');

let site: CrashSite;
beforeEach(() => {
  site = openCrashSite();
  writeFileSync(join(site.directory, 'short.yaml'), SHORT);
});
afterEach(() => site[Symbol.dispose]());

const short = (...options: readonly string[]) => site.isodense('run', 'short.yaml', '--quiet', ...options);
const hasRound = (records: readonly RunRecord[]) => records.some(({ kind }) => kind === 'round-end');
const warnings = () => site.records().flatMap((record) => (record.kind === 'warning' ? [record] : []));

describe('two runs on one host', () => {
  it('are refused, wait for each other or disturb each other with a warning in both, as the later one asks', async () => {
    const first = site.run(LONG);
    await first.stored(hasRound);
    const refused = await short('--out', 'second');
    expect(refused.code).toBe(30);
    expect(refused.stderr).toMatch(
      new RegExp(
        `another run is measuring on this host: the run of long in ${site.directory}/run \\(process ${first.child.pid}, since .*--wait.*--allow-concurrent`,
        's',
      ),
    );
    expect(readdirSync(site.directory)).not.toContain('second');

    const beside = await short('--out', 'beside', '--allow-concurrent');
    expect(beside).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('Measuring at the same time as the run of long'),
    });
    expect(beside.stdout).toContain(
      'another run was measuring on this host at the same time: the run of long',
    );

    const live = await site.isodense('report', 'run', '--quiet');
    expect(live).toMatchObject({
      code: 0,
      stderr: expect.stringContaining(`process ${first.child.pid} is still writing this run`),
    });
    expect(await site.isodense('run', '--resume', 'run')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(`is in use: isodense process ${first.child.pid} writes to it`),
    });
    expect(await site.isodense('sweep')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('nothing to remove'),
    });

    const queued = site.run(SHORT, '--out', 'queued', '--wait');
    await queued.said('Waiting for the run of long');
    first.child.kill('SIGINT');
    expect((await first.ended).code).toBe(130);
    expect(warnings()).toContainEqual(
      expect.objectContaining({
        code: 'concurrent-run',
        message: expect.stringContaining(`the run of short in ${site.directory}/beside`),
      }),
    );
    expect(await queued.ended).toMatchObject({ code: 0, stderr: expect.stringContaining('Done.') });
    expect(readdirSync(site.stateRoot)).toEqual([]);
  });

  it('never share a directory: of two that start at once, one gets it', async () => {
    const both = await Promise.all([
      short('--out', 'same', '--allow-concurrent'),
      short('--out', 'same', '--allow-concurrent'),
    ]);
    expect(new Set(both.map(({ code }) => code))).toEqual(new Set([0, 2]));
    expect(readdirSync(join(site.directory, 'same')).filter((name) => name.startsWith('lock.'))).toEqual([]);
  });
});

describe('a run that waits for its turn', () => {
  it('ends at once when it is interrupted, and leaves nothing', async () => {
    const first = site.run(LONG);
    await first.stored(hasRound);
    const waiting = site.run(LONG, '--out', 'waiting', '--wait');
    await waiting.said('Waiting for the run of long');
    waiting.child.kill('SIGTERM');
    expect((await waiting.ended).code).toBe(143);
    expect(readdirSync(site.directory)).not.toContain('waiting');
    first.child.kill('SIGINT');
    await first.ended;
  });
});

describe('a run that was killed', () => {
  it('is resumed by one of two that try at once, whatever its lock says', async () => {
    const killed = site.run(scenario('short', 12, '60ms'));
    await killed.stored(hasRound);
    killed.child.kill('SIGKILL');
    await killed.ended;
    expect(readdirSync(join(site.directory, 'run')).filter((name) => name.startsWith('lock.'))).toHaveLength(
      1,
    );
    expect((await site.isodense('sweep')).code).toBe(0);
    expect(readdirSync(site.stateRoot)).toEqual([]);
    const both = await Promise.all(
      [1, 2].map(() => site.isodense('run', '--resume', 'run', '--quiet', '--allow-concurrent')),
    );
    expect(new Set(both.map(({ code }) => code))).toEqual(new Set([0, 2]));
    expect(site.manifest().completeness).toBe('complete');
    const begun = site.records().flatMap((record) => (record.kind === 'round-start' ? [record.round] : []));
    expect(begun.length - new Set(begun).size).toBeLessThanOrEqual(1); // the torn one is taken again
  });
});
