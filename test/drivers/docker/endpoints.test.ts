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
  write(`${directory}/contexts/meta/${id}/meta.json`, JSON.stringify({ Name: name, Endpoints: { docker: { Host: host, SkipTLSVerify: false } } }));
}

const ours = (environment: Record<string, string>) => candidateEndpoints({ HOME: home, ...environment }).filter(({ source }) => source !== 'default socket');

describe('an engine is looked for', () => {
  it('at DOCKER_HOST and nowhere else', () => {
    write('.docker/config.json', JSON.stringify({ currentContext: 'far' }));
    writeContext('far', 'ssh://far');
    expect(candidateEndpoints({ HOME: home, DOCKER_HOST: 'tcp://10.0.0.1:2375' })).toEqual([{ address: 'tcp://10.0.0.1:2375', source: 'DOCKER_HOST' }]);
  });

  it('at the current Docker context and nowhere else', () => {
    write('.docker/config.json', JSON.stringify({ currentContext: 'far', auths: {} }));
    writeContext('far', 'ssh://user@far');
    expect(candidateEndpoints({ HOME: home, DOCKER_HOST: '' })).toEqual([{ address: 'ssh://user@far', source: 'Docker context far' }]);
  });

  it('at the context that the environment names, in the configuration directory that it names', () => {
    writeContext('near', 'unix:///near.sock', 'elsewhere');
    expect(ours({ DOCKER_CONTEXT: 'near', DOCKER_CONFIG: join(home, 'elsewhere') })).toEqual([{ address: 'unix:///near.sock', source: 'Docker context near' }]);
  });

  it.each([
    { what: 'the context is the default one', config: JSON.stringify({ currentContext: 'default' }) },
    { what: 'the context is not there', config: JSON.stringify({ currentContext: 'gone' }) },
    { what: 'the configuration is not JSON', config: '{ oops' },
  ])('at the default sockets when $what', ({ config }) => {
    write('.docker/config.json', config);
    expect(ours({})).toEqual([]);
  });

  it('at the rootless sockets that exist, Docker before Podman', () => {
    write('run/docker.sock', '');
    write('run/podman/podman.sock', '');
    const runtime = join(home, 'run');
    const found = candidateEndpoints({ HOME: home, XDG_RUNTIME_DIR: runtime }).map(({ address }) => address).filter((address) => address.includes(home));
    expect(found).toEqual([`unix://${runtime}/docker.sock`, `unix://${runtime}/podman/podman.sock`]);
  });
});
