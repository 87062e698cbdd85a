import { describe, expect, it } from 'vitest';
import { becomeWorkload, codeOf, startError } from '../../src/drivers/become-workload.ts';
import { CallList } from '../../src/host/calls/call-list.ts';

const root = { uid: 0, gid: 0, groups: [0], home: '/' };
const workload = (command: readonly string[]) => ({
  root: '/r',
  workingDirectory: '/srv',
  user: root,
  env: ['PATH=/bin:/usr/bin'],
  command,
});
const started = (errno: number, command: readonly string[]) =>
  startError({ step: 'starting the program', errno }, workload(command));

describe('a workload that cannot be started', () => {
  it.each([
    [2, ['/app'], 'usage', 'there is no such program', '/app: ENOENT'],
    [2, ['app'], 'usage', 'there is no such program', 'app in the directories of PATH=/bin:/usr/bin'],
    [13, ['/app'], 'usage', 'may not be executed', '/app: EACCES'],
    [8, ['app'], 'unavailable', 'first line does not begin with #!', 'app'],
    [7, ['/app'], 'usage', 'cannot be run', '/app: E2BIG'],
  ] as const)('is told by error %d of %j', (errno, command, kind, meaning, what) => {
    const error = started(errno, command);
    expect(error).toMatchObject({ kind, message: expect.stringContaining(meaning) });
    expect(error.message).toContain(what);
    expect(error.hint).toBeTruthy();
  });

  it('says so when its working directory is none', () => {
    expect(
      startError({ step: 'entering the working directory', errno: 20 }, workload(['/app'])),
    ).toMatchObject({ kind: 'usage', message: expect.stringContaining('/srv: ENOTDIR') });
  });

  it("is a defect of isodense where it is not the image's", () => {
    expect(startError({ step: 'setting the user', errno: 1 }, workload(['/app']))).toMatchObject({
      kind: 'internal',
      message: expect.stringContaining('setting the user failed with EPERM'),
    });
  });

  it('ends as in a shell when it is a command inside', () => {
    expect([2, 13].map((errno) => codeOf({ step: '', errno }))).toEqual([127, 126]);
  });

  it('names the step that failed, also the last of several tries', () => {
    const calls = new CallList('amd64');
    becomeWorkload(calls, workload(['app']));
    expect(calls.failureOf('acak')).toEqual({ step: 'starting the program', errno: 2 });
    expect(calls.failureOf('acal')).toEqual({ step: 'starting the program', errno: 2 });
  });
});
