import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { RunManifest } from '../../src/model/manifest.ts';
import type { Judgement } from '../../src/model/verdict.ts';
import { needs } from '../support/requirements.ts';
import { openWorkplace, type Workplace } from './command-line.ts';

let place: Workplace;
beforeEach((test) => {
  needs(test, 'root', 'busybox', 'dockerd', 'runc', 'git');
  place = openWorkplace();
});
afterEach(() => place?.[Symbol.dispose]());

/** Two revisions of an image: in the second, the entrypoint sleeps half a second longer. */
function commitRevisions(app: string): void {
  const git = (...args: readonly string[]) =>
    execFileSync(
      'git',
      ['-c', 'user.name=t', '-c', 'user.email=t@localhost', '-c', 'commit.gpgsign=false', ...args],
      { cwd: app },
    );
  mkdirSync(app);
  copyFileSync(execFileSync('which', ['busybox'], { encoding: 'utf8' }).trim(), join(app, 'busybox'));
  chmodSync(join(app, 'busybox'), 0o755);
  writeFileSync(
    join(app, 'Dockerfile'),
    'FROM scratch\nCOPY busybox /bin/busybox\nCOPY start /start\nENTRYPOINT ["/bin/busybox", "sh", "/start"]\n',
  );
  git('init', '--quiet');
  for (const [tag, seconds] of [
    ['quick', 0.01],
    ['slow', 0.51],
  ] as const) {
    writeFileSync(
      join(app, 'start'),
      `/bin/busybox usleep ${seconds * 1e6}\necho READY\nexec /bin/busybox sleep 1000000\n`,
    );
    git('add', '.');
    git('commit', '--quiet', '-m', tag);
    git('tag', tag);
  }
}

it('tells two git revisions of an image apart on a real engine, and leaves nothing behind', async () => {
  commitRevisions(join(place.directory, 'app'));
  place.file(
    'app/isodense.yaml',
    `name: app
image: { build: . }
workload: { ready: { log: READY } }
variants:
  runc: { driver: docker, runtime: runc, network: none }
experiments:
  startup: { densities: [1], concurrency: [1], absent: false, rounds: 4 }
`,
  );
  // A tolerance that a busy host does not exceed by itself.
  const { code, stderr } = await place.isodense(
    'ab',
    'app/isodense.yaml',
    '--a',
    'image.revision=quick',
    '--b',
    'image.revision=slow',
    '--max-regression',
    '60%',
    '--out',
    'run',
    '--quiet',
  );
  expect(code, stderr).toBe(10);
  const read = <T>(name: string) => JSON.parse(readFileSync(join(place.directory, 'run', name), 'utf8')) as T;
  const [verdict] = read<Judgement>('verdicts.json').verdicts;
  expect(verdict).toMatchObject({
    word: 'regressed',
    variant: 'b',
    against: { kind: 'variant', name: 'a' },
    rounds: 4,
  });
  const images = read<RunManifest>('run.json').variants.map(({ name, versions }) => [
    name,
    versions['image']?.includes(' at quick ') ?? false,
  ]);
  expect(images).toEqual([
    ['a', true],
    ['a-twin', true],
    ['b', false],
  ]);
  expect(JSON.parse((await place.isodense('sweep', '--json')).stdout)).toEqual({ removed: [], failures: [] });
});
