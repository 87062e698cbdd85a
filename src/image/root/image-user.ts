import { MOST_WORDS } from '../../host/calls/call-list.ts';
import { IsodenseError } from '../../model/errors.ts';

/** The user that a workload runs as. */
export interface ImageUser {
  readonly uid: number;
  readonly gid: number;
  /** As the kernel keeps them: the user's own group, then those that list it as a member. */
  readonly groups: readonly number[];
  readonly home: string;
}

interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly home: string;
}

interface Group {
  readonly name: string;
  readonly gid: number;
  readonly members: readonly string[];
}

/** The largest number that engines accept for a user or its group. */
const LARGEST_ID = 2 ** 31 - 1;
/** Engines leave the check of additional groups to the kernel, for which 2³² - 1 means none. */
const LARGEST_FURTHER_GROUP = 2 ** 32 - 2;

/**
 * The user that an image's `user` means (`uid`, `uid:gid`, `name`, `name:group`, or empty for root), by the
 * image's own /etc/passwd and /etc/group. The rules are those of Docker (github.com/moby/sys/user,
 * GetExecUser): digits are always a number, the first entry is used, a user that is not listed has group 0,
 * and the groups that list a user as a member apply only if no group is given.
 * @throws IsodenseError (usage) for a name that the image does not know, for a number that no user or group
 * can have, and for too many groups
 */
export function resolveUser(user: string, passwd: string, group: string): ImageUser {
  const [userPart = '', groupPart = ''] = user.trim().split(':');
  const account = findAccount(userPart, passwd);
  const uid =
    account === undefined
      ? userPart === ''
        ? 0
        : idOf(userPart, 'user', '/etc/passwd')
      : listedId(account.uid, `user ${account.name}`, '/etc/passwd');
  const home = account?.home || '/';
  if (groupPart !== '') {
    const known = findGroup(groupPart, group);
    const gid =
      known === undefined
        ? idOf(groupPart, 'group', '/etc/group')
        : listedId(known.gid, `group ${known.name}`, '/etc/group');
    return { uid, gid, groups: [gid], home };
  }
  const gid =
    account === undefined ? 0 : listedId(account.gid, `group of the user ${account.name}`, '/etc/passwd');
  const groups = [gid, ...(account === undefined ? [] : furtherGroups(account, group))];
  if (groups.length <= MOST_WORDS) return { uid, gid, groups, home };
  throw new IsodenseError(
    'usage',
    `the image's user ${account?.name ?? uid} is in ${groups.length} groups; expected at most ${MOST_WORDS}`,
    {
      hint:
        'remove the user from groups in /etc/group of the image, ' +
        'or set USER to a user with one group, such as user:group',
    },
  );
}

function furtherGroups({ name }: Account, group: string): number[] {
  return groupsOf(group)
    .filter(({ members }) => members.includes(name))
    .map((entry) => listedId(entry.gid, `group ${entry.name}`, '/etc/group', LARGEST_FURTHER_GROUP));
}

function findAccount(wanted: string, passwd: string): Account | undefined {
  const number = numeric(wanted === '' ? '0' : wanted);
  return accountsOf(passwd).find(({ name, uid }) =>
    number === undefined ? name === wanted : uid === number,
  );
}

function findGroup(wanted: string, group: string): Group | undefined {
  const number = numeric(wanted);
  return groupsOf(group).find(({ name, gid }) => (number === undefined ? name === wanted : gid === number));
}

function accountsOf(passwd: string): Account[] {
  return entries(passwd).map(([name = '', , uid = '', gid = '', , home = '']) => ({
    name,
    uid: numeric(uid) ?? 0,
    gid: numeric(gid) ?? 0,
    home,
  }));
}

function groupsOf(group: string): Group[] {
  return entries(group).map(([name = '', , gid = '', members = '']) => ({
    name,
    gid: numeric(gid) ?? 0,
    members: members === '' ? [] : members.split(','),
  }));
}

/** Lines with CR, spaces around them or missing fields are treated as the engine treats them. */
function entries(text: string): string[][] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => line.split(':'));
}

function numeric(text: string): number | undefined {
  return /^[+-]?\d+$/.test(text) ? Number(text) : undefined;
}

function idOf(text: string, what: string, file: string): number {
  const id = numeric(text);
  if (id === undefined) {
    throw new IsodenseError(
      'usage',
      `the image runs as the ${what} ${JSON.stringify(text)}, which is not in its ${file}`,
      {
        hint: `set USER to a name that is in ${file} of the image, or to a number`,
      },
    );
  }
  if (id >= 0 && id <= LARGEST_ID) return id;
  throw new IsodenseError(
    'usage',
    `the image runs as the ${what} ${text}; expected a number from 0 to ${LARGEST_ID}`,
    { hint: 'change USER in the image' },
  );
}

/**
 * Engines refuse most of these numbers as well. For the others they use the low 32 bits, 0 for root, which
 * nobody can have meant.
 */
function listedId(id: number, whose: string, file: string, largest = LARGEST_ID): number {
  if (id >= 0 && id <= largest) return id;
  throw new IsodenseError(
    'usage',
    `${file} of the image gives the ${whose} the number ${id}; expected a number from 0 to ${largest}`,
    { hint: `change the number in ${file} of the image, or set another USER` },
  );
}
