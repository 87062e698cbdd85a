import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http';
import { createServer as createHttpsServer, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { monotonicClock } from '../../../src/host/clock.ts';
import { clientFor, isUnprotected } from '../../../src/drivers/docker/client.ts';
import { translate } from '../../../src/drivers/docker/errors.ts';
import type { TlsMaterial } from '../../../src/drivers/docker/tls.ts';
import { issueCertificate, makeAuthority } from '../../support/certificates.ts';
import { has, needs } from '../../support/requirements.ts';

let directory: string;
const servers: Server[] = [];
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'isodense-client-'));
  if (!has('openssl')) return;
  makeAuthority(directory);
  issueCertificate(directory, 'server', 'IP:127.0.0.1');
  issueCertificate(directory, 'stranger', 'DNS:elsewhere.example');
  issueCertificate(directory, 'expired', 'IP:127.0.0.1', -1);
  issueCertificate(directory, 'client', 'DNS:client');
  mkdirSync(join(directory, 'other'));
  makeAuthority(join(directory, 'other'));
});
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
  vi.unstubAllEnvs();
});
afterAll(() => rmSync(directory, { recursive: true }));

const answer: RequestListener = (_request, response) =>
  void response.setHeader('content-type', 'application/json').end('{"ServerVersion":"stub"}');
const read = (name: string) => readFileSync(join(directory, name));

async function listening(server: Server, where: number | string = 0): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) =>
    typeof where === 'number' ? server.listen(where, '127.0.0.1', resolve) : server.listen(where, resolve),
  );
  return (server.address() as AddressInfo).port;
}

const tlsEngine = (name: string, options: ServerOptions = {}) =>
  listening(
    createHttpsServer({ cert: read(`${name}.pem`), key: read(`${name}-key.pem`), ...options }, answer),
  );
const trusted = (more: Partial<TlsMaterial> = {}): TlsMaterial => ({
  verify: true,
  ca: join(directory, 'ca.pem'),
  ...more,
});
const version = async (port: number, tls?: TlsMaterial): Promise<string> =>
  (
    (await clientFor({ address: `tcp://127.0.0.1:${port}`, tls }, monotonicClock).info()) as {
      ServerVersion: string;
    }
  ).ServerVersion;
const refusal = (port: number, tls?: TlsMaterial) =>
  version(port, tls).then(
    () => 'it was accepted',
    (error: unknown) => translate(error, 'asking').message,
  );

describe('an engine behind TLS', () => {
  beforeEach((test) => needs(test, 'openssl'));

  it('is spoken to when its authority is trusted', async () => {
    const port = await tlsEngine('server');
    expect(await version(port, trusted())).toBe('stub');
    expect(await version(port, { verify: false })).toBe('stub');
  });

  it('that asks for a client certificate gets it', async () => {
    const port = await tlsEngine('server', {
      requestCert: true,
      rejectUnauthorized: true,
      ca: read('ca.pem'),
    });
    expect(
      await version(
        port,
        trusted({ cert: join(directory, 'client.pem'), key: join(directory, 'client-key.pem') }),
      ),
    ).toBe('stub');
    expect(await refusal(port, trusted())).toMatch(
      /does not accept the certificate of this client|ended or closed the connection/,
    );
  });

  it('is refused in plain words when its certificate does not hold', async () => {
    const good = await tlsEngine('server');
    expect(await refusal(good, trusted({ ca: join(directory, 'other/ca.pem') }))).toContain(
      'not signed by an authority that this host trusts',
    );
    expect(await refusal(good, { verify: true })).toContain(
      'not signed by an authority that this host trusts',
    );
    expect(await refusal(await tlsEngine('stranger'), trusted())).toContain('for another name');
    expect(await refusal(await tlsEngine('expired'), trusted())).toContain('not valid today');
  });

  it('is distinguished from one without', async () => {
    expect(await refusal(await listening(createHttpServer(answer)), trusted())).toContain(
      'does not speak TLS',
    );
  });

  it('is refused when a file for it is missing or is no certificate', async () => {
    const port = await tlsEngine('server');
    expect(await refusal(port, trusted({ ca: join(directory, 'nosuch.pem') }))).toContain(
      'nosuch.pem cannot be read',
    );
    copyFileSync(join(directory, 'server.csr'), join(directory, 'wrong.pem'));
    expect(
      await refusal(
        port,
        trusted({ cert: join(directory, 'wrong.pem'), key: join(directory, 'client-key.pem') }),
      ),
    ).toContain('cannot be read as one');
  });
});

describe('the address that is asked for', () => {
  it('is used whatever DOCKER_HOST says', async () => {
    vi.stubEnv('DOCKER_HOST', 'tcp://127.0.0.1:1');
    const socket = join(directory, 'engine.sock');
    await listening(createHttpServer(answer), socket);
    expect(await clientFor({ address: `unix://${socket}` }, monotonicClock).info()).toEqual({
      ServerVersion: 'stub',
    });
  });

  it("through ssh runs the user's ssh, and its complaint is the error", async () => {
    const socket = join(directory, 'far.sock');
    await listening(createHttpServer(answer), socket);
    const programs = join(directory, 'bin');
    mkdirSync(programs);
    // Plays both ssh and, on the far machine, docker system dial-stdio.
    writeFileSync(
      join(programs, 'ssh'),
      `#!/bin/sh\ncase "$*" in *"-- me@far docker system dial-stdio") exec ${process.execPath} -e 'const s = require("net").connect("${socket}"); process.stdin.pipe(s).pipe(process.stdout)';; esac\necho "Host key verification failed." >&2; exit 255\n`,
    );
    chmodSync(join(programs, 'ssh'), 0o755);
    vi.stubEnv('PATH', `${programs}:${process.env['PATH']}`);
    expect(await clientFor({ address: 'ssh://me@far' }, monotonicClock).info()).toEqual({
      ServerVersion: 'stub',
    });
    const failure: unknown = await clientFor({ address: 'ssh://stranger' }, monotonicClock)
      .info()
      .catch((error: unknown) => error);
    expect(translate(failure, 'asking')).toMatchObject({
      kind: 'unavailable',
      message: expect.stringMatching(/cannot be reached through ssh.*Host key verification failed/),
    });
  });

  it.each<[string, TlsMaterial | undefined, boolean]>([
    ['unix:///x', undefined, false],
    ['ssh://far', undefined, false],
    ['tcp://far:2375', undefined, true],
    ['tcp://far:2376', undefined, false],
    ['tcp://far:2375', { verify: true }, false],
    ['tcp://far:2376', { verify: false }, true],
  ])('%s with %j is unprotected: %s', (address, tls, unprotected) =>
    expect(isUnprotected({ address, tls })).toBe(unprotected),
  );
});
