import Dockerode from 'dockerode';
import { describe, expect, it } from 'vitest';
import { statusOf, translate, translateLastWords } from '../../../src/drivers/docker/errors.ts';
import { IsodenseError } from '../../../src/model/errors.ts';

/** As docker-modem words what an engine answers. */
const answer = (status: number, said: string) =>
  Object.assign(new Error(`(HTTP code ${status}) server error - ${said} `), { statusCode: status });

describe('what an engine says', () => {
  it.each([
    [
      'Unknown runtime specified nosuch: unknown or invalid runtime name: nosuch',
      'unavailable',
      'does not know this runtime',
      'daemon.json',
    ],
    ['No such image: nginx:1.27', 'unavailable', 'engine has no such image', 'archive'],
    [
      'invalid reference format: repository name must be lowercase',
      'usage',
      'not the name of an image',
      'lower-case',
    ],
    [
      'could not find an available, non-overlapping IPv4 address pool among the defaults',
      'unavailable',
      'address pool is used up',
      'default-address-pools',
    ],
    [
      'failed to add the host (veth1) <=> sandbox (veth2) pair interfaces: exchange full',
      'unavailable',
      'no port left',
      'network: none',
    ],
    ['write /var/lib/docker/tmp/x: no space left on device', 'unavailable', 'disk is full', 'free space'],
    [
      'OCI runtime create failed: fork/exec: resource temporarily unavailable',
      'unavailable',
      'refused more memory, processes',
      'doctor',
    ],
    [
      'OCI runtime create failed: exec: "/nosuch": stat /nosuch: no such file or directory: unknown',
      'usage',
      'command cannot be run',
      'entrypoint',
    ],
    [
      'exec /hello: exec format error',
      'unavailable',
      'first line does not begin with #!',
      'qemu-user-static',
    ],
    [
      'OCI runtime create failed: exec: "/app": permission denied: unknown',
      'usage',
      'may not be executed',
      'chmod +x',
    ],
    ['Cannot mkdir: /app is not a directory', 'usage', 'working directory', 'WORKDIR'],
    ['unable to find user app: no matching entries in passwd file', 'usage', 'do not name', 'USER'],
  ])('is put into words with a fix: %s', (said, kind, meaning, hint) => {
    const error = translate(answer(500, said), 'launching a container');
    expect(error).toMatchObject({
      kind,
      message: expect.stringContaining(meaning),
      hint: expect.stringContaining(hint),
    });
    expect(error.message).toMatch(/^launching a container: /);
    expect(error.message).toContain(said);
    expect(error.message).not.toContain('HTTP code');
  });

  it.each([
    [
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      'self-signed certificate',
      'not signed by an authority that this host trusts',
      'ca.pem',
    ],
    [
      'ERR_TLS_CERT_ALTNAME_INVALID',
      "Hostname/IP does not match certificate's altnames",
      'for another name',
      'lists',
    ],
    ['CERT_HAS_EXPIRED', 'certificate has expired', 'not valid today', 'clock'],
    [
      'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED',
      'tlsv13 alert certificate required',
      'does not accept the certificate of this client',
      'cert.pem',
    ],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'wrong version number', 'does not speak TLS', 'DOCKER_TLS_VERIFY'],
    ['ECONNRESET', 'socket hang up', 'the engine ended or closed the connection', 'log'],
    ['EAI_AGAIN', 'getaddrinfo EAI_AGAIN nonsense', 'has no address', 'DOCKER_HOST'],
  ])('is put into words when the connection fails: %s', (code, said, meaning, hint) => {
    const error = translate(Object.assign(new Error(said), { code }), 'creating a container');
    expect(error).toMatchObject({
      kind: 'unavailable',
      message: expect.stringContaining(meaning),
      hint: expect.stringContaining(hint),
    });
  });

  it('is passed on as it is, with its cause, when nobody knows what it means', () => {
    const cause = answer(500, 'the flux capacitor is empty');
    expect(translate(cause, 'creating')).toMatchObject({
      kind: 'internal',
      message: 'creating: the engine refused: the flux capacitor is empty',
      cause,
    });
  });

  it('is not translated twice', () => {
    const error = new IsodenseError('usage', 'clear enough');
    expect(translate(error, 'again')).toBe(error);
  });

  it('is nothing at all when no engine answers', async () => {
    const error: unknown = await new Dockerode({ socketPath: '/nonexistent.sock' })
      .info()
      .catch((thrown: unknown) => thrown);
    expect(translate(error, 'asking')).toMatchObject({
      kind: 'unavailable',
      message: expect.stringContaining('no engine answers at this address'),
      hint: expect.stringContaining('DOCKER_HOST'),
    });
    expect(statusOf(error)).toBeUndefined();
    expect(statusOf(answer(404, 'x'))).toBe(404);
  });

  it('is also found in the last words of a container whose runtime could not execute the program', () => {
    expect(translateLastWords('exec /app: exec format error', 'launching')).toMatchObject({
      kind: 'unavailable',
      message: expect.stringContaining('first line does not begin with #!'),
    });
    expect(translateLastWords('noise\nexec /app: no such file or directory', 'launching')).toMatchObject({
      kind: 'usage',
      hint: expect.stringContaining('first line'),
    });
    expect(translateLastWords('cat: /app: no such file or directory', 'launching')).toBeUndefined();
  });
});
