import { describe, expect, it } from 'vitest';
import { parseAddress } from '../../../src/drivers/docker/address.ts';

describe("an engine's address", () => {
  it.each([
    ['unix:///run/x.sock', { kind: 'socket', path: '/run/x.sock' }],
    ['unix://', { kind: 'socket', path: '/var/run/docker.sock' }],
    ['tcp://far', { kind: 'tcp', host: 'far', port: 2375, encrypted: false }],
    ['tcp://far:80', { kind: 'tcp', host: 'far', port: 80, encrypted: false }],
    ['tcp://[::1]:2376', { kind: 'tcp', host: '::1', port: 2376, encrypted: true }],
    ['http://far:2376/', { kind: 'tcp', host: 'far', port: 2376, encrypted: false }],
    ['https://far', { kind: 'tcp', host: 'far', port: 2376, encrypted: true }],
    ['10.0.0.1:2375', { kind: 'tcp', host: '10.0.0.1', port: 2375, encrypted: false }],
    [' tcp://far:80\n', { kind: 'tcp', host: 'far', port: 80, encrypted: false }],
    ['tcp://:2375', { kind: 'tcp', host: 'localhost', port: 2375, encrypted: false }],
    [':2376', { kind: 'tcp', host: 'localhost', port: 2376, encrypted: true }],
    ['ssh://me@far:22', { kind: 'ssh', destination: 'me@far', port: 22, socket: undefined }],
    [
      'ssh://far/run/user/1000/docker.sock',
      { kind: 'ssh', destination: 'far', port: undefined, socket: '/run/user/1000/docker.sock' },
    ],
  ])('%s is understood', (text, address) => expect(parseAddress(text)).toEqual(address));

  it.each([
    ['nonsense', 'has no scheme'],
    ['foo://far', 'scheme foo:// is unknown'],
    ['fd://', 'fd:// is for a daemon'],
    ['npipe:////./pipe/docker_engine', 'npipe:// is for Windows'],
    ['unix://relative.sock', 'not absolute'],
    ['tcp://', 'host or port cannot be read'],
    ['tcp://far:99999', 'host or port cannot be read'],
    ['tcp://far:1/prefix', 'a path has no place in it'],
    ['ssh://-oProxyCommand=touch%20x/', 'begins with a hyphen'],
    ['ssh://-x@far', 'begins with a hyphen'],
    ['ssh://%2Dx@far', 'begins with a hyphen'],
    ['ssh://%zz@far', 'a broken % escape'],
    ['ssh://far/$(id);x', 'characters that a shell would read'],
    ['ssh://far/a%20b', 'characters that a shell would read'],
  ])('%s is refused, and the supported schemes are named', (text, why) => {
    expect(() => parseAddress(text)).toThrow(
      expect.objectContaining({
        kind: 'usage',
        message: expect.stringContaining(why),
        hint: expect.stringMatching(/unix:.*tcp:.*http:.*https:.*ssh:/),
      }),
    );
  });

  it('with a password in it is refused without repeating the password', () => {
    for (const text of [
      'ssh://me:secret@far',
      'tcp://me:secret@far:1',
      'me:secret@far:1',
      'TCP://me:secret@far:1',
      'docker://me:secret@far',
      'fd://me:secret@far',
      'unix://me:secret@far',
      'https://me:secret@',
    ])
      expect(() => parseAddress(text)).toThrow(
        expect.objectContaining({ message: expect.not.stringContaining('secret') }),
      );
  });
});
