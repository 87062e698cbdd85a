import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { claim, claimants, forgetDead, type Claim } from '../../src/host/claim.ts';
import { readProcess } from '../../src/host/procfs.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'isodense-claim-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const bootId = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();

function take(join = false): Claim {
  const claiming = claim({ directory, name: 'it', text: 'me', join });
  if (claiming.state === 'taken') throw new Error(`taken by ${claiming.by.map(({ pid }) => pid).join()}`);
  return claiming.claim;
}

/** As another process leaves it; without a text it is not sure yet to have it. */
function fileOf(pid: number, startTicks: number, boot = bootId, text = 'another\n'): string {
  const file = join(directory, `it.${pid}-${startTicks}-${boot}`);
  writeFileSync(file, text);
  return file;
}

const startOf = (pid: number) => readProcess(pid)!.startTicks;

it('is had by one process at a time, until it lets go', () => {
  const first = take();
  expect(() => take()).toThrow(`taken by ${process.pid}`);
  first[Symbol.dispose]();
  expect(readdirSync(directory)).toEqual([]);
  take()[Symbol.dispose]();
});

it('is distinguished from another one in the same directory', () => {
  using _ = take();
  expect(claim({ directory, name: 'other', text: '' }).state).toBe('held');
});

it('is refused while another process has it, and says which', () => {
  const file = fileOf(1, startOf(1));
  expect(claim({ directory, name: 'it', text: 'me' })).toEqual({
    state: 'taken',
    by: [{ pid: 1, text: 'another', file }],
  });
});

it.each([
  ['of a process that is gone', () => fileOf(2 ** 22 + 1, 1)],
  ['of a process whose number another one has by now', () => fileOf(1, startOf(1) + 1)],
  ['from before a reboot', () => fileOf(1, startOf(1), '00000000-0000-0000-0000-000000000000')],
])('is taken over from a file %s', (_, leave) => {
  leave();
  using held = take();
  expect(held.others).toEqual([]);
  expect(readdirSync(directory)).toHaveLength(1);
});

it('is shared by who asks for it, and each learns of the other', () => {
  const file = fileOf(1, startOf(1));
  const held = take(true);
  expect(held.others.map(({ pid }) => pid)).toEqual([1]);
  expect(readFileSync(file, 'utf8')).toBe('another\nme\n');
  writeFileSync(join(directory, `it.${process.pid}-${startOf(process.pid)}-${bootId}`), 'a third\n', {
    flag: 'a',
  });
  expect(held.joined()).toEqual(['a third']);
});

it('is had by exactly one of many processes that want it at once, and by another as soon as that one is killed', async () => {
  const script = `
    const { claim } = await import(${JSON.stringify(new URL('../../dist/host/claim.js', import.meta.url).href)});
    process.stdin.once('data', () => {
      console.log(claim({ directory: ${JSON.stringify(directory)}, name: 'it', text: 'me' }).state);
    });
    console.log('ready');
  `;
  const children = Array.from({ length: 6 }, () =>
    spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['pipe', 'pipe', 'inherit'] }),
  );
  try {
    const line = async (child: (typeof children)[number]) =>
      String((await once(child.stdout, 'data'))[0]).trim();
    await Promise.all(children.map(line));
    const answers = children.map(line);
    for (const child of children) child.stdin.write('go\n');
    const states = await Promise.all(answers);
    expect(states.filter((state) => state === 'held')).toHaveLength(1);
    const winner = children[states.indexOf('held')]!;
    expect(claimants(directory, 'it').map(({ pid }) => pid)).toEqual([winner.pid]);
    winner.kill('SIGKILL');
    await once(winner, 'exit');
    take()[Symbol.dispose]();
  } finally {
    for (const child of children) child.kill('SIGKILL');
  }
});

it('leaves files of dead processes alone when only a look is taken, and removes them when asked to', () => {
  fileOf(2 ** 22 + 1, 1);
  const living = fileOf(1, startOf(1));
  expect(claimants(directory, 'it')).toEqual([{ pid: 1, text: 'another', file: living }]);
  expect(readdirSync(directory)).toHaveLength(2);
  forgetDead(directory, 'it');
  expect(readdirSync(directory)).toEqual([basename(living)]);
});
