import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { childCgroups, createCgroup, membershipFile, removeCgroup } from '../../src/host/cgroup.ts';
import { mountsBelow } from '../../src/host/procfs.ts';
import { identify, stillRunning } from '../support/processes.ts';
import { needs } from '../support/requirements.ts';
import { openWorkplace, type Workplace } from './command-line.ts';

let place: Workplace;
let state: string;
let outside: string;
beforeEach(() => {
  place = openWorkplace({ environment: { DOCKER_HOST: 'unix:///nonexistent.sock' } });
  state = join(place.directory, 'state');
  outside = join(place.directory, 'outside');
  for (const directory of [state, outside]) mkdirSync(directory, { mode: 0o700 });
  writeFileSync(join(outside, 'precious'), 'mine');
});
afterEach(() => {
  for (const mount of mountsBelow(place.directory)) spawnSync('umount', [mount]);
  place[Symbol.dispose]();
});

/** The directory of an owner whose process is gone. */
function bury(id: string): string {
  mkdirSync(join(state, id), { mode: 0o700 });
  writeFileSync(
    join(state, id, 'lease.json'),
    JSON.stringify({ pid: 0, startTicks: 1, bootId: 'another boot' }),
  );
  return join(state, id);
}

function mount(target: string, ...args: readonly string[]): void {
  mkdirSync(target, { recursive: true });
  const { status, stderr } = spawnSync('mount', [...args, target], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
}

const isUntouched = () => readFileSync(join(outside, 'precious'), 'utf8') === 'mine';

describe('sweep', () => {
  it('kills nothing because of what its arguments name', async (context) => {
    needs(context, 'root');
    const log = join(bury('isddead1'), 'engine', 'dockerd.log');
    mkdirSync(join(log, '..'));
    writeFileSync(log, '');
    const readers = [
      spawn('tail', ['-f', log], { stdio: 'ignore' }),
      spawn('sh', ['-c', 'read line', '/x/qemu-system-x86_64', '-name', 'isddead1-vm-0'], {
        stdio: ['pipe', 'ignore', 'ignore'],
      }),
    ];
    try {
      await Promise.all(readers.map((reader) => once(reader, 'spawn')));
      expect((await place.isodense('sweep')).code).toBe(0);
      expect(existsSync(log)).toBe(false);
      expect(stillRunning(identify(readers.map(({ pid }) => pid!)))).toHaveLength(2);
    } finally {
      for (const reader of readers) reader.kill('SIGKILL');
    }
  });

  it('ends what is in a cgroup of a dead owner, such as the daemons of an engine that outlived its harness', async (context) => {
    needs(context, 'root');
    bury('isddead1');
    const cgroup = '/isodense/isddead1/engine-daemons';
    createCgroup(cgroup);
    const daemon = spawn('sh', ['-c', 'echo $$ >"$0" && echo in && read line', membershipFile(cgroup)], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    try {
      await once(daemon.stdout, 'data');
      const ended = once(daemon, 'exit');
      expect((await place.isodense('sweep')).stdout).toContain(`(${daemon.pid})`);
      expect(await ended).toEqual([null, 'SIGKILL']);
      expect(childCgroups('/isodense')).not.toContain('isddead1');
    } finally {
      daemon.kill('SIGKILL');
      removeCgroup('/isodense/isddead1');
    }
  });

  it('never follows a link out of its directory', async (context) => {
    needs(context, 'root');
    mount(join(outside, 'mounted'), '-t', 'tmpfs', 'tmpfs');
    const dead = bury('isddead1');
    for (const name of ['process', 'engine', 'qemu', 'images']) symlinkSync(outside, join(dead, name));
    symlinkSync(outside, join(state, 'isdlink'));
    expect((await place.isodense('sweep')).code).toBe(0);
    expect(readdirSync(state)).toEqual(['isdlink']);
    expect(isUntouched()).toBe(true);
    expect(mountsBelow(outside)).toEqual([join(outside, 'mounted')]);
  });

  it('unmounts what is mounted in or over its directories, and deletes nothing through it', async (context) => {
    needs(context, 'root');
    const dead = bury('isddead1');
    const odd = join(dead, 'process', 'spaces and\nline break é');
    mount(odd, '--bind', outside);
    mount(join(dead, 'process/a'), '-t', 'tmpfs', 'tmpfs');
    mount(join(dead, 'process/a/b'), '--bind', outside);
    mount(join(dead, 'process/a'), '-t', 'tmpfs', 'tmpfs'); // hides the one before
    mount(join(dead, 'elsewhere'), '--bind', outside);
    mount(bury('isddead2'), '--bind', outside);
    const { code, stderr } = await place.isodense('sweep');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(readdirSync(state)).toEqual([]);
    expect(mountsBelow(state)).toEqual([]);
    expect(isUntouched()).toBe(true);
  });

  it('removes trees that are deeper than the longest path', async (context) => {
    needs(context, 'root');
    const dead = bury('isddead1');
    const name = 'd'.repeat(200);
    spawnSync('sh', [
      '-c',
      `cd "$0" && for i in $(seq 40); do mkdir ${name} && cd ${name} || exit; done`,
      dead,
    ]);
    expect((await place.isodense('sweep')).code).toBe(0);
    expect(readdirSync(state)).toEqual([]);
  });

  it('refuses a state directory of another user, and touches nothing that it names', async (context) => {
    needs(context, 'root');
    const dead = bury('isddead1');
    mount(join(dead, 'process', 'mounted'), '--bind', outside);
    chownSync(state, 65_534, 65_534);
    expect(await place.isodense('sweep')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/state cannot be trusted: .*belongs to user 65534[\s\S]*ISODENSE_STATE/),
    });
    expect(mountsBelow(state)).toEqual([join(dead, 'process', 'mounted')]);
    expect(isUntouched()).toBe(true);
    chownSync(state, 0, 0);
    chownSync(dead, 65_534, 65_534); // the root is ours, but not this in it
    expect((await place.isodense('sweep')).code).toBe(0);
    expect(readdirSync(state)).toEqual(['isddead1']);
    expect(mountsBelow(state)).toHaveLength(1);
  });
});
