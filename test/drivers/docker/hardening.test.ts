import type Dockerode from 'dockerode';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { describeHardening, hardeningOf } from '../../../src/drivers/docker/hardening.ts';
import { dockerOptions } from '../../../src/drivers/docker/options.ts';

const of = (options: Record<string, unknown>) => hardeningOf(dockerOptions.parse(options));

describe('a container is hardened', () => {
  it('by nothing that was not asked for', () => {
    expect(of({})).toEqual({});
    expect(of({ seccomp: 'default', noNewPrivileges: false })).toEqual({});
  });

  it("with each option in the engine's own terms", () => {
    expect(
      of({
        readOnly: true,
        capDrop: 'ALL',
        capAdd: ['NET_BIND_SERVICE'],
        noNewPrivileges: true,
        userns: 'host',
      }),
    ).toEqual({
      ReadonlyRootfs: true,
      CapDrop: ['ALL'],
      CapAdd: ['NET_BIND_SERVICE'],
      UsernsMode: 'host',
      SecurityOpt: ['no-new-privileges'],
    });
    expect(of({ systemPaths: 'unconfined', devices: ['/dev/kmsg'] })).toEqual({
      MaskedPaths: [],
      ReadonlyPaths: [],
      Devices: [{ PathOnHost: '/dev/kmsg', PathInContainer: '/dev/kmsg', CgroupPermissions: 'rwm' }],
    });
    expect(of({ privileged: true, seccomp: 'unconfined' })).toEqual({
      Privileged: true,
      SecurityOpt: ['seccomp=unconfined'],
    });
  });

  it('with the text of a seccomp profile, since an engine takes no path', () => {
    const directory = mkdtempSync(join(tmpdir(), 'isodense-profile-'));
    const file = join(directory, 'profile.json');
    writeFileSync(file, '{"defaultAction":"SCMP_ACT_ALLOW"}');
    expect(of({ seccomp: file })).toEqual({ SecurityOpt: ['seccomp={"defaultAction":"SCMP_ACT_ALLOW"}'] });
    rmSync(directory, { recursive: true });
    expect(() => of({ seccomp: file })).toThrow(`expected a seccomp profile at ${file}`);
  });

  it.each([
    [{ capDrop: ['net-raw'] }, /capability such as NET_RAW/],
    [{ seccomp: 'profile.json' }, /default, unconfined or the absolute path/],
    [{ userns: 'private' }, /host/],
    [{ devices: ['kvm'] }, /device such as \/dev\/kvm/],
    [{ readonly: true }, /readonly/],
  ])('only in words that make sense: %o', (options, says) => {
    expect(dockerOptions.safeParse(options).error?.message).toMatch(says);
  });
});

describe('the hardening of a container', () => {
  const described = (host: object, user = '') =>
    describeHardening({
      HostConfig: host,
      Config: { User: user },
    } as unknown as Dockerode.ContainerInspectInfo);

  it("is the engine's default where nothing was asked for", () => {
    expect(described({ CapDrop: null, SecurityOpt: null })).toMatchObject({
      privileged: 'no',
      'root filesystem': 'writable',
      'capabilities dropped': 'none',
      'no new privileges': 'no',
      'system call filter': 'engine default',
      user: 'root',
    });
  });

  it('is told as the engine has it', () => {
    expect(
      described(
        { ReadonlyRootfs: true, CapDrop: ['ALL'], SecurityOpt: ['no-new-privileges', 'seccomp={}'] },
        '65534',
      ),
    ).toMatchObject({
      'root filesystem': 'read-only',
      'capabilities dropped': 'ALL',
      'no new privileges': 'yes',
      'system call filter': 'own profile',
      user: '65534',
    });
    expect(described({ Privileged: true })).toMatchObject({
      privileged: 'yes',
      'system call filter': 'none',
      'system paths': 'uncovered',
    });
    expect(described({ MaskedPaths: [], Devices: [{ PathOnHost: '/dev/kmsg' }] })).toMatchObject({
      'system paths': 'uncovered',
      devices: '/dev/kmsg',
    });
    expect(described({ MaskedPaths: ['/proc/kcore'], Devices: [] })).toMatchObject({
      'system paths': 'engine default',
      devices: 'none',
    });
  });
});
