import { IsodenseError } from '../../model/errors.ts';

export interface ImageUser {
  readonly uid: number;
  readonly gid: number;
  readonly home: string;
}

/**
 * Whom an image's `user` means (`uid`, `uid:gid`, `name`, `name:group`, or empty for root), by the image's own
 * /etc/passwd and /etc/group. As engines do: a user without a group has the one of passwd, an unknown UID has group 0.
 */
export function resolveUser(user: string, passwd: string, group: string): ImageUser {
  const [userPart = '', groupPart = ''] = user.split(':');
  const wanted = userPart === '' ? '0' : userPart;
  const entry = entries(passwd).find(([name]) => name === wanted) ?? entries(passwd).find(([, , uid]) => uid === wanted);
  const uid = entry === undefined ? numeric(wanted, 'user', '/etc/passwd') : Number(entry[2]);
  const gid = groupPart === '' ? Number(entry?.[3] ?? 0) : groupId(groupPart, group);
  return { uid, gid, home: entry?.[5] || '/' };
}

function groupId(wanted: string, group: string): number {
  const entry = entries(group).find(([name]) => name === wanted);
  return entry === undefined ? numeric(wanted, 'group', '/etc/group') : Number(entry[2]);
}

function entries(text: string): string[][] {
  return text.split('\n').map((line) => line.split(':'));
}

function numeric(text: string, what: string, file: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw new IsodenseError('usage', `the image runs as the ${what} ${JSON.stringify(text)}, which its ${file} does not name`, {
    hint: `give the image a USER that is in its ${file}, or a number`,
  });
}
