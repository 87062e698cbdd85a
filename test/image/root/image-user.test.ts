import { describe, expect, it } from 'vitest';
import { resolveUser } from '../../../src/image/root/image-user.ts';

const PASSWD =
  'root:x:0:0:root:/root:/bin/sh\nnginx:x:101:102:nginx:/var/cache/nginx:/sbin/nologin\n1000:x:7:7::/seven:\n';
const GROUP = 'root:x:0:\nwheel:x:10:root,nginx\nnginx:x:102:\nweb:x:200:other,nginx\n300:x:8:nginx\n';

describe('the user of an image', () => {
  it('is root, with the groups that list it, when the image names none', () => {
    expect(resolveUser('', PASSWD, GROUP)).toEqual({ uid: 0, gid: 0, groups: [0, 10], home: '/root' });
    expect(resolveUser('', '', '')).toEqual({ uid: 0, gid: 0, groups: [0], home: '/' });
  });

  it('is looked up by name in the files of the image, with the groups that list it', () => {
    expect(resolveUser('nginx', PASSWD, GROUP)).toEqual({
      uid: 101,
      gid: 102,
      groups: [102, 10, 200, 8],
      home: '/var/cache/nginx',
    });
  });

  it('has no further groups when one is given', () => {
    expect(resolveUser('nginx:web', PASSWD, GROUP)).toEqual({
      uid: 101,
      gid: 200,
      groups: [200],
      home: '/var/cache/nginx',
    });
    expect(resolveUser('nginx:102', PASSWD, GROUP).groups).toEqual([102]);
    expect(resolveUser(':web', PASSWD, GROUP)).toEqual({ uid: 0, gid: 200, groups: [200], home: '/root' });
    expect(resolveUser('nginx:', PASSWD, GROUP).groups).toEqual([102, 10, 200, 8]);
  });

  it('may be a number that no file knows, and then has group 0 as engines have it', () => {
    expect(resolveUser('1234', PASSWD, GROUP)).toEqual({ uid: 1234, gid: 0, groups: [0], home: '/' });
    expect(resolveUser('1234:5678', '', '')).toEqual({ uid: 1234, gid: 5678, groups: [5678], home: '/' });
  });

  it('has the groups of its entry when given by a number that is known', () => {
    expect(resolveUser('101', PASSWD, GROUP)).toEqual({
      uid: 101,
      gid: 102,
      groups: [102, 10, 200, 8],
      home: '/var/cache/nginx',
    });
  });

  it('is a number wherever there are only digits, even where a name looks the same', () => {
    expect(resolveUser('1000:300', PASSWD, GROUP)).toEqual({ uid: 1000, gid: 300, groups: [300], home: '/' });
  });

  it('is the first of several entries', () => {
    expect(resolveUser('a', 'a:x:1:1::/one:\na:x:2:2::/two:\n', '')).toMatchObject({ uid: 1, home: '/one' });
    expect(resolveUser('5', 'b:x:5:6::/b:\nc:x:5:7::/c:\n', 'x:x:9:c\n')).toMatchObject({
      gid: 6,
      groups: [6],
    });
  });

  it('is found in files with CR, blanks, comments and short lines, as the engine reads them', () => {
    expect(
      resolveUser(
        'app',
        '# users\r\n\r\n  app:x:1000:1001:app:/srv:/bin/sh\r\n',
        'data:x:2000:app\r\nshort\n',
      ),
    ).toEqual({ uid: 1000, gid: 1001, groups: [1001, 2000], home: '/srv' });
    expect(resolveUser('app', 'app\n', '')).toEqual({ uid: 0, gid: 0, groups: [0], home: '/' });
  });

  it('is refused when it is a name that the image does not have', () => {
    expect(() => resolveUser('apache', PASSWD, GROUP)).toThrow('"apache", which is not in its /etc/passwd');
    expect(() => resolveUser('nginx:wheels', PASSWD, GROUP)).toThrow(
      '"wheels", which is not in its /etc/group',
    );
  });

  it('is refused when the number is none that an engine takes', () => {
    expect(() => resolveUser('2147483648', PASSWD, GROUP)).toThrow('expected a number from 0 to 2147483647');
    expect(() => resolveUser('1:-1', PASSWD, GROUP)).toThrow('the group -1');
  });

  it.each(['-2', '-1', '2147483648', '4294967294', '4294967296', '99999999999999999999999'])(
    'is refused when a file of the image gives it, or the group that it runs with, the number %s',
    (id) => {
      const number = `the number ${Number(id)}; expected a number from 0 to 2147483647`;
      expect(() => resolveUser('nobody', `nobody:x:${id}:5::/:\n`, '')).toThrow(
        `/etc/passwd of the image gives the user nobody ${number}`,
      );
      expect(() => resolveUser('nobody', `nobody:x:5:${id}::/:\n`, '')).toThrow(
        `/etc/passwd of the image gives the group of the user nobody ${number}`,
      );
      expect(() => resolveUser('0:web', '', `web:x:${id}:\n`)).toThrow(
        `/etc/group of the image gives the group web ${number}`,
      );
      expect(() => resolveUser(id, `nobody:x:${id}:5::/:\n`, '')).toThrow(number);
      expect(resolveUser('app', `nobody:x:${id}:${id}::/:\napp:x:5:6::/:\n`, `web:x:${id}:nobody\n`)).toEqual(
        { uid: 5, gid: 6, groups: [6], home: '/' },
      );
    },
  );

  it('is refused when a further group has a number that no group can have', () => {
    const groups = (id: string) => resolveUser('app', 'app:x:5:6::/:\n', `web:x:${id}:app\n`).groups;
    expect(groups('4294967294')).toEqual([6, 4294967294]);
    for (const id of ['-2', '4294967295', '4294967296'])
      expect(() => groups(id)).toThrow(
        `the group web the number ${id}; expected a number from 0 to 4294967294`,
      );
  });

  it('is refused when it is in more groups than can be set', () => {
    const listed = (count: number) =>
      Array.from({ length: count }, (_, index) => `g${index}:x:${index + 10}:app\n`).join('');
    expect(resolveUser('app', 'app:x:5:6::/:\n', listed(1_999)).groups).toHaveLength(2_000);
    expect(() => resolveUser('app', 'app:x:5:6::/:\n', listed(2_000))).toThrow(
      "the image's user app is in 2001 groups; expected at most 2000",
    );
    expect(resolveUser('app:g7', 'app:x:5:6::/:\n', listed(2_000)).groups).toEqual([17]);
  });
});
