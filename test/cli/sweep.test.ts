import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { takeLease } from '../../src/host/lease.ts';
import { openWorkplace, type Workplace } from './command-line.ts';

let place: Workplace;
let state: string;
beforeEach(() => {
  place = openWorkplace({ environment: { DOCKER_HOST: 'unix:///nonexistent.sock' } });
  state = join(place.directory, 'state');
  mkdirSync(state);
});
afterEach(() => place[Symbol.dispose]());

/** What is left of an owner whose process is gone: no process has the number 0. */
function bury(id: string): void {
  mkdirSync(join(state, id));
  writeFileSync(
    join(state, id, 'lease.json'),
    JSON.stringify({ pid: 0, startTicks: 1, bootId: 'another boot' }),
  );
  writeFileSync(join(state, id, 'engines'), 'unix:///nonexistent.sock\n');
}

describe('sweep', () => {
  it('says so when there is nothing to do', async () => {
    expect(await place.isodense('sweep')).toEqual({
      code: 0,
      stdout: 'nothing to remove: no killed run left anything behind\n',
      stderr: '',
    });
    expect(readdirSync(state)).toEqual([]);
  });

  it('removes directories of dead owners, and nothing that is not theirs', async () => {
    bury('isddead1');
    mkdirSync(join(state, 'isddead2')); // its lease went first when it was removed
    mkdirSync(join(state, 'photographs'));
    writeFileSync(join(state, 'letter.txt'), 'dear reader');
    const alive = takeLease();
    const { code, stdout } = await place.isodense('sweep');
    expect(code).toBe(0);
    expect(stdout).toBe(
      `removed directory ${join(state, 'isddead1')}\nremoved directory ${join(state, 'isddead2')}\n`,
    );
    expect(readdirSync(state).sort()).toEqual([alive.owner.id, 'letter.txt', 'photographs'].sort());
    alive.release();
  });

  it('tells programs as JSON', async () => {
    bury('isddead1');
    const { stdout } = await place.isodense('sweep', '--json');
    expect(JSON.parse(stdout)).toEqual({
      removed: [{ kind: 'directory', name: join(state, 'isddead1') }],
      failures: [],
    });
  });

  it('keeps the trace of a dead run whose engine does not answer now but may still hold its containers', async () => {
    bury('isddead1');
    writeFileSync(join(state, 'isddead1', 'engines'), 'tcp://127.0.0.1:1\n');
    const { code, stderr } = await place.isodense('sweep');
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /could not sweep docker: sweeping the engine at tcp:\/\/127\.0\.0\.1:1: no engine answers/,
    );
    expect(readdirSync(state)).toEqual(['isddead1']);
  });
});
