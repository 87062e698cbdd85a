import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { DeadOwner } from '../../../src/model/owner.ts';
import { childCgroups } from '../../../src/host/cgroup.ts';
import { mountsBelow } from '../../../src/host/procfs.ts';
import { testOwnerId } from '../../support/driver-context.ts';
import { identify, stillRunning, type ProcessIdentity } from '../../support/processes.ts';
import type { ConformanceFixture } from '../conformance.ts';
import { answerTo } from './lines.ts';

const SCRIPT = fileURLToPath(new URL('../../support/launch-and-hang.mjs', import.meta.url));
const DIST = fileURLToPath(new URL('../../../dist/', import.meta.url));

export function sweepTests(fixture: ConformanceFixture): void {
  const { built } = fixture.subject;
  if (built === undefined) return;

  describe('sweeping', () => {
    it('removes what a killed process left behind, and nothing of a living one', async () => {
      await using session = await fixture.open();
      await using bystander = await fixture.launch(session);
      const dead: DeadOwner = {
        owner: { id: testOwnerId(), hostId: fixture.context().owner.hostId },
        stateDirectory: mkdtempSync(join(tmpdir(), 'isodense-dead-')),
      };
      const sweep = () => fixture.driver().sweep([dead], (ownerId) => ownerId !== dead.owner.id);
      try {
        const processes = await launchAndDie(fixture, built, dead);
        const swept = await sweep();
        expect(swept.removed.length).toBeGreaterThan(0);
        expect(swept.failures).toEqual([]);
        expect(stillRunning(processes)).toEqual([]);
        expect(mountsBelow(dead.stateDirectory)).toEqual([]);
        expect(childCgroups(`/isodense/${dead.owner.id}`)).toEqual([]);
        expect(
          namesBelow(fixture.context().cacheDirectory).filter((name) => name.includes(dead.owner.id)),
        ).toEqual([]);
        expect(await sweep()).toEqual({ removed: [], failures: [] });
        expect(bystander.scopes().length).toBeGreaterThan(0);
        await answerTo(bystander, () => bystander.send('work'), 'quantum 1');
      } finally {
        await sweep();
        rmSync(dead.stateDirectory, { recursive: true, force: true });
      }
    });
  });
}

/** A process that launches two instances and is killed, as by the kernel when memory is short. */
async function launchAndDie(
  fixture: ConformanceFixture,
  built: { readonly module: string; readonly technology: string },
  dead: DeadOwner,
): Promise<ProcessIdentity[]> {
  if (!existsSync(join(DIST, built.module)))
    throw new Error(`expected ${built.module} in dist; run npm run build first`);
  const context = fixture.context();
  const request = {
    ...built,
    ...dead,
    cacheDirectory: context.cacheDirectory,
    name: 'doomed',
    options: fixture.subject.options,
    image: fixture.image(),
    workload: fixture.workload(),
    count: 2,
  };
  const child = spawn(process.execPath, [SCRIPT, JSON.stringify(request)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const lines = createInterface({ input: child.stdout });
  const first = await Promise.race([
    once(lines, 'line').then(([line]) => String(line)),
    exited.then(() => undefined),
  ]);
  if (first === undefined) throw new Error('the child ended before it had launched anything');
  const processes = identify((JSON.parse(first) as { pids: number[] }).pids);
  child.kill('SIGKILL');
  await exited;
  return processes;
}

function namesBelow(directory: string): string[] {
  return existsSync(directory)
    ? readdirSync(directory, { withFileTypes: true }).flatMap((entry) =>
        entry.isDirectory() ? readdirSync(join(directory, entry.name)) : [entry.name],
      )
    : [];
}
