import { describe, expect, it } from 'vitest';
import { ownerOfTag, ownTag } from '../../../src/drivers/docker/images.ts';
import type { Owner } from '../../../src/model/owner.ts';

describe('a tag', () => {
  it.each<Owner>([
    { id: 'isd0a1b2c3d', hostId: 'deadbeef' },
    { id: 'isd-with-hyphens', hostId: 'host-with-hyphens' },
  ])('tells whose it is: $id on $hostId', (owner) => {
    expect(ownerOfTag(ownTag(owner, 'abcdef012345'), owner.hostId)).toBe(owner.id);
    expect(ownerOfTag(ownTag(owner, 'build'), owner.hostId)).toBe(owner.id);
  });

  it("of another host, of somebody else or of no owner is nobody's to remove", () => {
    expect(ownerOfTag(ownTag({ id: 'isd1', hostId: 'other' }, 'abc'), 'deadbeef')).toBeUndefined();
    expect(ownerOfTag('nginx:deadbeef-isd1-abc', 'deadbeef')).toBeUndefined();
    expect(ownerOfTag('127.0.0.1:1/isodense:deadbeef-latest', 'deadbeef')).toBeUndefined();
    expect(ownerOfTag('127.0.0.1:1/isodense:latest', 'deadbeef')).toBeUndefined();
  });

  it('could not be pulled by accident: its repository is on a port that no registry has', () => {
    expect(ownTag({ id: 'isd1', hostId: 'h' }, 'abc')).toMatch(/^127\.0\.0\.1:1\//);
  });
});
