import { describe, expect, it } from 'vitest';
import { confined } from '../../../src/drivers/process/launcher.ts';

const where = {
  root: '/state/root',
  cgroup: '/isodense/me/x-0',
  workingDirectory: '/srv',
  user: { uid: 101, gid: 102, groups: [102, 2000], home: '/' },
  env: ['PATH=/app/bin:relative:/bin', 'a.b=1'],
  command: ['app', '--', '-x'],
};

/** Names of the calls, in their order, and their texts. */
function read(command: readonly string[] = where.command) {
  const [list = '', , ...texts] = confined(
    { program: '/state/caller', architecture: 'amd64' },
    { ...where, command },
  ).arguments();
  return { calls: [...list.matchAll(/(\d+)[;?]/g)].map(([, number]) => Number(number)), texts };
}

const CHROOT = 161,
  CHDIR = 80,
  SETGROUPS = 116,
  SETGID = 106,
  SETUID = 105,
  EXECVE = 59,
  OPENAT = 257;

describe('how a plain process comes about', () => {
  it('enters its cgroup before anything else', () => {
    const { calls, texts } = read();
    expect(calls[0]).toBe(OPENAT);
    expect(texts[0]).toMatch(/\/isodense\/me\/x-0\/cgroup\.procs$/);
  });

  it('drops to the user of the image after it has changed its root, and the groups first while it still may', () => {
    expect(
      read().calls.filter((call) => [CHROOT, CHDIR, SETGROUPS, SETGID, SETUID, EXECVE].includes(call)),
    ).toEqual([CHROOT, CHDIR, SETGROUPS, SETGID, SETUID, EXECVE, EXECVE]);
  });

  it("looks for a program by its name in the absolute directories of the image's PATH, and for a path where it is", () => {
    expect(read().texts).toEqual(expect.arrayContaining(['/app/bin/app', '/bin/app']));
    expect(read(['./app']).texts.filter((text) => text.endsWith('/app'))).toEqual(['./app', './app']);
  });
});
