import {
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deadOwners, forgetDeadOwner, holdsLease, isAlive, takeLease } from '../../src/host/lease.ts';

let root: string;
const before = process.env['ISODENSE_STATE'];
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'isodense-lease-'));
  process.env['ISODENSE_STATE'] = root;
});
afterEach(() => {
  if (before === undefined) delete process.env['ISODENSE_STATE'];
  else process.env['ISODENSE_STATE'] = before;
  rmSync(root, { recursive: true });
});

const idsOfTheDead = () => deadOwners().map(({ owner }) => owner.id);

describe('a lease', () => {
  it('keeps its owner alive as long as its process lives, and goes with its directory', () => {
    const lease = takeLease();
    expect(lease.owner.id).toMatch(/^isd[0-9a-z]+$/);
    expect(readdirSync(root)).toEqual([lease.owner.id]);
    expect(isAlive(lease.owner.id)).toBe(true);
    expect(deadOwners()).toEqual([]);
    lease.release();
    expect(readdirSync(root)).toEqual([]);
  });

  it.each([
    { what: 'of another boot', change: { bootId: 'another' } },
    { what: 'of a process that is gone', change: { pid: 0 } },
    { what: 'of a process whose number another one has by now', change: { startTicks: 1 } },
  ])('$what holds nothing', async ({ change }) => {
    const lease = takeLease();
    const file = join(lease.stateDirectory, 'lease.json');
    writeFileSync(file, JSON.stringify({ ...(JSON.parse(readFileSync(file, 'utf8')) as object), ...change }));
    expect(isAlive(lease.owner.id)).toBe(false);
    expect(idsOfTheDead()).toEqual([lease.owner.id]);
    for (const dead of deadOwners()) await forgetDeadOwner(dead);
    expect(readdirSync(root)).toEqual([]);
  });

  it('that a crash left empty or half removed holds nothing', () => {
    const lease = takeLease();
    writeFileSync(join(lease.stateDirectory, 'lease.json'), '');
    mkdirSync(join(root, 'isd0'));
    expect(idsOfTheDead().sort()).toEqual(['isd0', lease.owner.id].sort());
  });

  it('is not looked for behind a link, in a directory of somebody else, or under a name that leads elsewhere', () => {
    const lease = takeLease();
    symlinkSync(lease.stateDirectory, join(root, 'isdlink'));
    expect(holdsLease('isdlink')).toBe(false);
    expect(holdsLease(`../${basename(root)}/${lease.owner.id}`)).toBe(false);
    expect(deadOwners()).toEqual([]);
    if (process.getuid?.() === 0) chownSync(lease.stateDirectory, 65_534, 65_534);
    if (process.getuid?.() === 0) expect([holdsLease(lease.owner.id), deadOwners()]).toEqual([false, []]);
  });

  it("says nothing of owners that live elsewhere: they are not this state root's to judge", () => {
    expect(isAlive('isdelsewhere')).toBe(true);
    mkdirSync(join(root, 'somebody-elses'));
    expect(deadOwners()).toEqual([]);
  });
});
