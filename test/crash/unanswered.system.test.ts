import { chmodSync, existsSync, mkdtempSync, rmSync, watch, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { needs } from '../support/requirements.ts';
import { openCrashSite, type CrashSite } from './child.ts';
import { remainsOf } from './remains.ts';

let site: CrashSite | undefined;
let engine: Server | undefined;
beforeEach((test) => needs(test, 'root', 'busybox'));
afterEach(() => {
  engine?.closeAllConnections();
  engine?.close();
  site?.[Symbol.dispose]();
});

/** Resolves when a file is there. */
async function appears(directory: string, name: string): Promise<void> {
  await new Promise<void>((resolve) => {
    const watcher = watch(directory, look);
    function look(): void {
      if (!existsSync(join(directory, name))) return;
      watcher.close();
      resolve();
    }
    look();
  });
}

const scenario = (image: string, variant: string): string =>
  `name: unanswered\nimage: ${image}\nworkload: { ready: { log: READY } }\nvariants:\n  one: ${variant}\nexperiments:\n  startup: { densities: [1], absent: false, rounds: 1 }\n`;

describe('one interruption ends a run that waits', () => {
  it('for a pull of an engine that has fallen silent', async () => {
    const asked = new Promise<void>((resolve) => {
      engine = createServer((request, response) => {
        if (request.url!.startsWith('/images/create')) resolve(); // and never answers
        else if (request.url === '/info')
          response.end('{"Runtimes":{"runc":{}},"DefaultRuntime":"runc","ServerVersion":"1"}');
        else response.writeHead(404).end('{"message":"no such image"}');
      });
    });
    engine!.listen(0, '127.0.0.1');
    await once(engine!, 'listening');
    const { port } = engine!.address() as { port: number };
    site = openCrashSite({ DOCKER_HOST: `tcp://127.0.0.1:${port}` });
    const { child, ended } = site.run(
      scenario('{ ref: "127.0.0.1:1/never:1" }', '{ driver: docker, network: none }'),
    );
    await Promise.race([
      asked,
      ended.then(({ stderr }) => Promise.reject(new Error(`it ended before it pulled: ${stderr}`))),
    ]);
    child.kill('SIGINT');
    const { code, stderr } = await ended;
    expect(code).toBe(130);
    expect(stderr).not.toContain('defect');
    expect(site.manifest().completeness).toBe('interrupted');
  });

  it('for a program that makes a disk and has stopped', async (test) => {
    needs(test, 'qemu', 'mke2fs', 'guest-kernel');
    const programs = mkdtempSync(join(tmpdir(), 'isodense-programs-'));
    onTestFinished(() => rmSync(programs, { recursive: true }));
    site = openCrashSite({ PATH: `${programs}:${process.env['PATH']}` });
    writeFileSync(join(programs, 'mke2fs'), `#!/bin/sh\n: >"${site.directory}/begun"\nkill -STOP $$\n`);
    chmodSync(join(programs, 'mke2fs'), 0o755);
    const { child, ended } = site.run(
      scenario('{ builtin: hello }', '{ driver: qemu, memory: 96MiB, accel: tcg }'),
    );
    await Promise.race([
      appears(site.directory, 'begun'),
      ended.then(({ stderr }) => Promise.reject(new Error(`it ended before it made a disk: ${stderr}`))),
    ]);
    child.kill('SIGINT');
    const { code, stderr } = await ended;
    expect(code).toBe(130);
    expect(stderr).not.toContain('defect');
    const { id, completeness } = site.manifest();
    expect(completeness).toBe('interrupted');
    expect(remainsOf(id, site)).toEqual([]);
  });
});
