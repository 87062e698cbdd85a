import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** Of every registry here. The password has bytes whose base64 needs both `+` and `/`, and a colon. */
export const REGISTRY_USER = { username: 'alice', password: 'p:ÿ?~>>>~þ' } as const;
const HTPASSWD = 'alice:$2b$05$abcdefghijklmnopqrstuu/pZUrzJ3IDXR0Ro32Z6KVo5FfPuGeNS\n';

export interface TestRegistry extends AsyncDisposable {
  /**
   * Sends a request from inside its network namespace, with the right credentials; resolves with the status
   * of the answer.
   */
  request(method: string, path: string, type: string, body: string): number;
}

/**
 * A registry (Debian's docker-registry) that lets only REGISTRY_USER in, on a port of all addresses in a
 * network namespace.
 *
 * @param pid of a process in that namespace
 * @param place where it keeps what it has
 * @param tls certificate and key; plain HTTP when absent
 */
export async function startRegistry(
  pid: number,
  place: string,
  port: number,
  tls?: { readonly certificate: string; readonly key: string },
): Promise<TestRegistry> {
  mkdirSync(place, { recursive: true });
  const passwords = join(place, 'htpasswd');
  writeFileSync(passwords, HTPASSWD);
  const configuration = join(place, `config-${port}.json`); // JSON is YAML
  writeFileSync(
    configuration,
    JSON.stringify({
      version: '0.1',
      log: { level: 'info' },
      storage: { filesystem: { rootdirectory: join(place, 'data') } },
      auth: { htpasswd: { realm: 'test', path: passwords } },
      http: { addr: `0.0.0.0:${port}`, secret: 'test', ...(tls === undefined ? {} : { tls }) },
    }),
  );
  const inside = ['--target', String(pid), '--net'];
  const child = spawn(
    'setpriv',
    ['--pdeathsig', 'KILL', 'nsenter', ...inside, 'docker-registry', 'serve', configuration],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const exited = once(child, 'exit');
  const log: string[] = [];
  await Promise.race([
    new Promise<void>((resolve) => {
      createInterface(child.stderr).on('line', (line) => {
        log.push(line);
        if (line.includes('listening on')) resolve();
      });
    }),
    exited.then(() => Promise.reject(new Error(`the registry ended: ${log.join('\n')}`))),
  ]);
  return {
    request: (method, path, type, body) => {
      const authorization = `Basic ${Buffer.from(`${REGISTRY_USER.username}:${REGISTRY_USER.password}`).toString('base64')}`;
      const script =
        'const [url, method, type, authorization, body] = process.argv.slice(1); const { status } = await fetch(url, { method, headers: { "content-type": type, authorization }, body }); console.log(status)';
      return Number(
        execFileSync('nsenter', [
          ...inside,
          process.execPath,
          '--input-type=module',
          '-e',
          script,
          `http://127.0.0.1:${port}${path}`,
          method,
          type,
          authorization,
          body,
        ]),
      );
    },
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
