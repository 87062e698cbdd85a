import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { candidateEndpoints } from '../../../src/drivers/docker/endpoints.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'isodense-home-'));
});
afterEach(() => rmSync(home, { recursive: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(home, path)), { recursive: true });
  writeFileSync(join(home, path), text);
}

/** As `docker context create NAME --docker host=HOST` writes it. */
function writeContext(name: string, host: string, directory = '.docker'): void {
  const id = createHash('sha256').update(name).digest('hex');
  write(
    `${directory}/contexts/meta/${id}/meta.json`,
    JSON.stringify({ Name: name, Endpoints: { docker: { Host: host, SkipTLSVerify: false } } }),
  );
}

const ours = (environment: Record<string, string>) =>
  candidateEndpoints({ HOME: home, ...environment }).filter(({ source }) => source !== 'default socket');

describe('an engine is looked for', () => {
  it('at DOCKER_HOST and nowhere else', () => {
    write('.docker/config.json', JSON.stringify({ currentContext: 'far' }));
    writeContext('far', 'ssh://far');
    expect(candidateEndpoints({ HOME: home, DOCKER_HOST: 'tcp://10.0.0.1:2375' })).toEqual([
      { address: 'tcp://10.0.0.1:2375', source: 'DOCKER_HOST' },
    ]);
  });

  it('at the current Docker context and nowhere else', () => {
    write('.docker/config.json', JSON.stringify({ currentContext: 'far', auths: {} }));
    writeContext('far', 'ssh://user@far');
    expect(candidateEndpoints({ HOME: home, DOCKER_HOST: '' })).toEqual([
      { address: 'ssh://user@far', source: 'Docker context far' },
    ]);
  });

  it('at the context that the environment names, in the configuration directory that it names', () => {
    writeContext('near', 'unix:///near.sock', 'elsewhere');
    expect(ours({ DOCKER_CONTEXT: 'near', DOCKER_CONFIG: join(home, 'elsewhere') })).toEqual([
      { address: 'unix:///near.sock', source: 'Docker context near' },
    ]);
  });

  it.each([
    { what: 'the context is the default one', config: JSON.stringify({ currentContext: 'default' }) },
    { what: 'the configuration is not JSON', config: '{ oops' },
  ])('at the default sockets when $what', ({ config }) => {
    write('.docker/config.json', config);
    expect(ours({})).toEqual([]);
  });

  it.each<{ what: string; environment: Record<string, string>; reason: RegExp }>([
    {
      what: 'DOCKER_CONTEXT names one that is not there',
      environment: { DOCKER_CONTEXT: 'nosuch' },
      reason: /^context "nosuch", which DOCKER_CONTEXT chooses: context not found/,
    },
    {
      what: 'currentContext names one that is not there',
      environment: {},
      reason: /^context "gone", which currentContext in .*config\.json chooses: context not found/,
    },
    {
      what: 'its meta.json is not JSON',
      environment: { DOCKER_CONTEXT: 'torn' },
      reason: /meta\.json is not JSON/,
    },
    {
      what: 'its meta.json names no docker endpoint',
      environment: { DOCKER_CONTEXT: 'empty' },
      reason: /names no docker endpoint/,
    },
  ])('nowhere when $what: another engine is never taken in its place', ({ environment, reason }) => {
    write('.docker/config.json', JSON.stringify({ currentContext: 'gone' }));
    write(
      `.docker/contexts/meta/${createHash('sha256').update('torn').digest('hex')}/meta.json`,
      '{"Name":"torn",',
    );
    write(
      `.docker/contexts/meta/${createHash('sha256').update('empty').digest('hex')}/meta.json`,
      '{"Name":"empty","Endpoints":{}}',
    );
    expect(() => candidateEndpoints({ HOME: home, ...environment })).toThrow(
      expect.objectContaining({
        kind: 'usage',
        message: expect.stringMatching(reason),
        hint: expect.stringContaining('docker context ls'),
      }),
    );
  });

  it('at DOCKER_HOST whatever the context is, and at the configured context when DOCKER_CONTEXT is empty', () => {
    write('.docker/config.json', JSON.stringify({ currentContext: 'far' }));
    writeContext('far', 'ssh://far');
    expect(ours({ DOCKER_HOST: 'unix:///x.sock', DOCKER_CONTEXT: 'nosuch' })).toEqual([
      { address: 'unix:///x.sock', source: 'DOCKER_HOST' },
    ]);
    expect(ours({ DOCKER_CONTEXT: '' })).toEqual([{ address: 'ssh://far', source: 'Docker context far' }]);
    expect(ours({ DOCKER_CONTEXT: 'default' })).toEqual([]);
  });

  it('with the certificates that the context keeps', () => {
    writeContext('tls', 'tcp://far:2376');
    const material = join('.docker/contexts/tls', createHash('sha256').update('tls').digest('hex'), 'docker');
    for (const name of ['ca.pem', 'cert.pem', 'key.pem']) write(join(material, name), name);
    const [ca, cert, key] = ['ca.pem', 'cert.pem', 'key.pem'].map((name) => join(home, material, name));
    expect(ours({ DOCKER_CONTEXT: 'tls' })).toEqual([
      { address: 'tcp://far:2376', source: 'Docker context tls', tls: { verify: true, ca, cert, key } },
    ]);
  });

  it('with the certificates that the environment names, verified when DOCKER_TLS_VERIFY is set', () => {
    write('certs/ca.pem', 'x');
    const ca = join(home, 'certs/ca.pem');
    const environment = { DOCKER_HOST: 'tcp://far:2376', DOCKER_CERT_PATH: join(home, 'certs') };
    expect(ours({ ...environment, DOCKER_TLS_VERIFY: '1' })).toMatchObject([{ tls: { verify: true, ca } }]);
    expect(ours({ ...environment, DOCKER_TLS: '1' })).toMatchObject([{ tls: { verify: false, ca } }]);
    expect(ours({ ...environment, DOCKER_HOST: 'unix:///x.sock', DOCKER_TLS_VERIFY: '1' })).toEqual([
      { address: 'unix:///x.sock', source: 'DOCKER_HOST' },
    ]);
    expect(() => ours({ DOCKER_HOST: 'tcp://far:2376', DOCKER_TLS_VERIFY: '1' })).toThrow(
      /DOCKER_TLS_VERIFY is set, but .*ca\.pem is not there/,
    );
    write('certs/cert.pem', 'x');
    expect(() => ours({ ...environment, DOCKER_TLS_VERIFY: '1' })).toThrow(/cert\.pem but no key\.pem/);
  });

  it('at the rootless sockets that exist, Docker before Podman', () => {
    write('run/docker.sock', '');
    write('run/podman/podman.sock', '');
    const runtime = join(home, 'run');
    const found = candidateEndpoints({ HOME: home, XDG_RUNTIME_DIR: runtime })
      .map(({ address }) => address)
      .filter((address) => address.includes(home));
    expect(found).toEqual([`unix://${runtime}/docker.sock`, `unix://${runtime}/podman/podman.sock`]);
  });
});
