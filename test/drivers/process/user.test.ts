import { describe, expect, it } from 'vitest';
import { resolveUser } from '../../../src/drivers/process/user.ts';

const PASSWD = 'root:x:0:0:root:/root:/bin/sh\nnginx:x:101:102:nginx:/var/cache/nginx:/sbin/nologin\n';
const GROUP = 'root:x:0:\nnginx:x:102:\nweb:x:200:nginx\n';

describe('the user of an image', () => {
  it('is root when the image names none', () => {
    expect(resolveUser('', PASSWD, GROUP)).toEqual({ uid: 0, gid: 0, home: '/root' });
  });

  it('is looked up by name in the files of the image', () => {
    expect(resolveUser('nginx', PASSWD, GROUP)).toEqual({ uid: 101, gid: 102, home: '/var/cache/nginx' });
    expect(resolveUser('nginx:web', PASSWD, GROUP)).toEqual({ uid: 101, gid: 200, home: '/var/cache/nginx' });
  });

  it('may be a number that no file knows, and then has group 0 as engines have it', () => {
    expect(resolveUser('1234', PASSWD, GROUP)).toEqual({ uid: 1234, gid: 0, home: '/' });
    expect(resolveUser('1234:5678', PASSWD, GROUP)).toEqual({ uid: 1234, gid: 5678, home: '/' });
  });

  it('has the group of its entry when given by a number that is known', () => {
    expect(resolveUser('101', PASSWD, GROUP)).toEqual({ uid: 101, gid: 102, home: '/var/cache/nginx' });
  });

  it('is refused when it is a name that the image does not have', () => {
    expect(() => resolveUser('apache', PASSWD, GROUP)).toThrow('"apache", which its /etc/passwd does not name');
    expect(() => resolveUser('nginx:wheel', PASSWD, GROUP)).toThrow('"wheel", which its /etc/group does not name');
  });
});
