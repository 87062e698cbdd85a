import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CallList, CURRENT_DIRECTORY, RESULT } from '../../../src/host/calls/call-list.ts';
import { callerProgram } from '../../../src/host/calls/caller.ts';
import type { ProgramArchitecture } from '../../../src/host/calls/static-program.ts';
import { hostArchitecture } from '../../../src/host/platform.ts';

/** Only programs of this machine can be run here. */
const architecture = hostArchitecture() as ProgramArchitecture;
const O_WRONLY = 1;
let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'isodense-caller-'));
  writeFileSync(join(directory, 'caller'), callerProgram(architecture), { mode: 0o755 });
});
afterAll(() => rmSync(directory, { recursive: true }));

/** What a list does: its exit code, its output, and what it reported on descriptor 3. */
function run(list: CallList, report?: string) {
  const file = join(directory, 'report');
  const descriptor = openSync(file, 'w');
  const { status, stdout } = spawnSync(join(directory, 'caller'), list.arguments(report), {
    env: { STRAY: '1' },
    stdio: ['ignore', 'pipe', 'inherit', descriptor],
  });
  closeSync(descriptor);
  return { status, output: stdout.toString(), reported: readFileSync(file, 'utf8') };
}

describe('the program that makes system calls', () => {
  it('makes each call of its list, in order, and ends with 0', () => {
    const list = new CallList(architecture);
    const file = join(directory, 'opened');
    writeFileSync(file, '');
    list.call('open', 'openat', CURRENT_DIRECTORY, list.text(file), O_WRONLY);
    list.call('write', 'write', RESULT, list.text('written by descriptor'), 7);
    list.call('say', 'write', 1, list.text('said'), 4);
    expect(run(list)).toEqual({ status: 0, output: 'said', reported: '' });
    expect(readFileSync(file, 'utf8')).toBe('written');
  });

  it('becomes another program with exactly the arguments and the environment that it is given', () => {
    const list = new CallList(architecture);
    const command = ['env', '-0'];
    const environment = [
      'discovery.type=single',
      'A=1',
      'A=2',
      'EMPTY=',
      'NO-EQUALS',
      'LINES=one\ntwo',
      'ü=☃',
    ];
    const args = list.texts(command);
    list.call('run', 'execve', list.text('/usr/bin/env'), args, list.texts(environment));
    expect(run(list).output.split('\0').slice(0, -1)).toEqual(environment);
  });

  it('hands over words of 32 bits', () => {
    const list = new CallList(architecture);
    list.call('write', 'write', 1, list.words([0x64636261, 0x0a676665]), 8);
    expect(run(list).output).toBe('abcdefg\n');
  });

  it('reports the call that failed and its error, and makes none after it', () => {
    const list = new CallList(architecture);
    for (let n = 0; n < 20; n += 1) list.call('nothing', 'umask', 18);
    list.call('changing the directory', 'chdir', list.text('/nonexistent'));
    list.call('say', 'write', 1, list.text('said'), 4);
    const { status, output, reported } = run(list, 'could not 7 ');
    expect({ status, output }).toEqual({ status: 2, output: '' });
    expect(reported).toMatch(/^could not 7 [a-p]{4}\n$/);
    expect(list.failureOf(reported)).toEqual({ step: 'changing the directory', errno: 2 });
    expect(list.failureOf('')).toBeUndefined();
  });

  it('goes on after an error that is tolerated, and after no other', () => {
    const list = new CallList(architecture);
    list.attempt('not there', 'chdir', list.text('/nonexistent'));
    writeFileSync(join(directory, 'script'), 'echo run by a shell\n', { mode: 0o755 });
    list.attempt(
      'a script without #!',
      'execve',
      list.text(join(directory, 'script')),
      list.texts(['script']),
      list.texts([]),
    );
    list.call('say', 'write', 1, list.text('said'), 4);
    const { status, output, reported } = run(list);
    expect({ status, output }).toEqual({ status: 8, output: '' });
    expect(list.failureOf(reported)).toEqual({ step: 'a script without #!', errno: 8 });
  });

  it('refuses what no argument can hold', () => {
    const list = new CallList(architecture);
    expect(() => list.text('a\0b')).toThrow('NUL');
    expect(() => list.words(Array.from({ length: 2_001 }, () => 0))).toThrow('at most 2000');
  });

  it.each([-2, 2 ** 32, 1.5, Number.NaN])(
    'refuses the number %s, which it would read as something else',
    (number) => {
      const list = new CallList(architecture);
      expect(() => list.words([0, number])).toThrow(`got ${number}`);
      expect(() => list.call('setting the user', 'setuid', number)).toThrow(`got ${number}`);
      list.words([0, 2 ** 32 - 1]);
      list.call('setting the user', 'setuid', 2 ** 32 - 1);
    },
  );
});
