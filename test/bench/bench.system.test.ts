import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { tryCommand } from '../../src/host/command.ts';
import { packageFile } from '../../src/host/files.ts';
import { needs } from '../support/requirements.ts';

it(
  'measures isodense’s own cost with a real engine, writes every number down and leaves nothing running',
  { timeout: 300_000 },
  async (context) => {
    needs(context, 'root', 'dockerd', 'runc', 'busybox');
    const directory = mkdtempSync(join(tmpdir(), 'isodense-bench-test-'));
    try {
      const file = join(directory, 'bench.json');
      const state = join(directory, 'state');
      const { code, stdout, stderr } = await tryCommand(
        'bash',
        [packageFile('scripts/bench.sh'), '--quick', '--out', file],
        { env: { ISODENSE_STATE: state } },
      );
      expect(code, stderr).toBe(0);
      const { findings } = JSON.parse(readFileSync(file, 'utf8')) as {
        findings: { what: string; value: number; goal: number | null; verdict: string }[];
      };
      const goals = findings.filter(({ goal }) => goal !== null);
      expect(goals.map(({ what }) => what)).toEqual([
        'launch, concurrency 1: harness ÷ raw calls',
        'harness’s own time, concurrency 1: share of a raw launch',
        'launch, concurrency 8: harness ÷ raw calls',
        'harness’s own time, concurrency 8: share of a raw launch',
        'sampler, 5 instances, 10 Hz: CPU of the process, share of one core',
      ]);
      for (const { what, verdict } of goals) expect(stdout).toMatch(new RegExp(`${what}.*${verdict}`));
      expect(findings.every(({ value }) => Number.isFinite(value))).toBe(true);
      expect(readdirSync(state)).toEqual([]);
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  },
);
