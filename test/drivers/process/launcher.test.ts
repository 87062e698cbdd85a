import { describe, expect, it } from 'vitest';
import { confined, environmentOf } from '../../../src/drivers/process/launcher.ts';
import type { ImageConfig } from '../../../src/image/image.ts';

const config: ImageConfig = { architecture: 'amd64', entrypoint: ['/app'], command: [], env: ['PATH=/app/bin', 'EQUATION=a=b', 'BARE'], user: '', workingDirectory: '/srv', stopSignal: '', volumes: [] };
const root = { uid: 0, gid: 0, home: '/root' };

describe('the environment of a plain process', () => {
  it('is the image\'s, with what engines add and the workload on top', () => {
    expect(environmentOf(config, root, { BARE: 'set', EXTRA: '1' })).toEqual({ PATH: '/app/bin', HOME: '/root', EQUATION: 'a=b', BARE: 'set', EXTRA: '1' });
  });

  it('has the usual PATH where the image sets none', () => {
    expect(environmentOf({ ...config, env: [] }, root, {})['PATH']).toBe('/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin');
  });
});

describe('the command line of a plain process', () => {
  const where = { root: '/state/root', cgroup: '/isodense/me/x-0', workingDirectory: '/srv' };

  it('enters the cgroup first, then the root filesystem and the working directory', () => {
    const { args } = confined('/usr/bin/unshare', { ...where, user: root }, ['/app', '--', '-x']);
    const separator = args.indexOf('--');
    expect(args.slice(3, separator).every((file) => file.endsWith('/isodense/me/x-0/cgroup.procs'))).toBe(true);
    expect(args.slice(separator + 1)).toEqual(['/usr/bin/unshare', '--root=/state/root', '--wd=/srv', '--', '/app', '--', '-x']);
  });

  it('drops to the user of the image, the group first while it still may', () => {
    const { args } = confined('/usr/bin/unshare', { ...where, user: { uid: 101, gid: 102, home: '/' } }, ['/app']);
    expect(args.slice(-5)).toEqual(['--wd=/srv', '--setgid=102', '--setuid=101', '--', '/app']);
  });
});
