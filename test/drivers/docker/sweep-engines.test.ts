import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { createServer as createHttpServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { sweepEngines } from '../../../src/drivers/docker/sweep-engines.ts';
import type { DriverContext } from '../../../src/drivers/driver.ts';
import { monotonicClock } from '../../../src/host/clock.ts';
import type { DeadOwner } from '../../../src/model/owner.ts';

let directory: string;
const servers: Server[] = [];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'isodense-engines-'));
});
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
  rmSync(directory, { recursive: true });
});

async function listening(server: Server, name: string): Promise<string> {
  servers.push(server);
  const path = join(directory, name);
  await once(server.listen(path), 'listening');
  return `unix://${path}`;
}

function ownerOf(id: string, ...engines: readonly string[]): DeadOwner {
  const stateDirectory = join(directory, id);
  mkdirSync(stateDirectory);
  writeFileSync(join(stateDirectory, 'engines'), engines.map((address) => `${address}\n`).join(''));
  return { owner: { id, hostId: 'host' }, stateDirectory };
}

it('sweeps every engine that answers, whatever the others do, and says whose could not be', async () => {
  // Time passes when the silent engine was asked, the other has had its last call, and one answer alone is
  // still awaited.
  const deadlines = new Map<object, () => void>();
  const events = new Set<string>();
  const passTime = (event?: string): void => {
    if (event !== undefined) events.add(event);
    if (events.size === 2 && deadlines.size === 1) for (const pass of deadlines.values()) pass();
  };
  const sleep = (_: number, signal?: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      const key = {};
      deadlines.set(key, resolve);
      signal?.addEventListener('abort', () => {
        deadlines.delete(key);
        reject(signal.reason);
        passTime();
      });
    });
  const silent = await listening(
    createServer(() => passTime('silent engine asked')),
    'silent',
  );
  const removed: string[] = [];
  const good = await listening(
    createHttpServer((request, response) => {
      const url = request.url ?? '';
      if (request.method === 'DELETE') removed.push(url);
      response.setHeader('content-type', 'application/json');
      if (url.startsWith('/images/json')) response.once('finish', () => passTime('last call answered'));
      if (url.startsWith(`/containers/${'c'.repeat(64)}`)) {
        response.statusCode = 500;
        response.end('{"message":"device or resource busy"}');
        return;
      }
      response.end(
        url.startsWith('/containers/json')
          ? JSON.stringify([
              { Id: 'c'.repeat(64), Names: ['/stuck'], Labels: { 'io.isodense.owner': 'isdc' } },
              { Id: 'a'.repeat(64), Names: ['/left'], Labels: { 'io.isodense.owner': 'isdc' } },
              { Id: 'b'.repeat(64), Names: ['/lives'], Labels: { 'io.isodense.owner': 'isdliving' } },
            ])
          : '[]',
      );
    }),
    'good',
  );
  writeFileSync(join(directory, 'dead'), ''); // a file where a socket was: connections to it are refused
  const context = {
    owner: { id: 'isdsweeper', hostId: 'host' },
    environment: { DOCKER_HOST: `unix://${join(directory, 'nowhere')}` },
    clock: { now: () => 0, sleep },
    log: () => {},
  } as unknown as DriverContext;
  const dead = [
    ownerOf('isda', silent),
    ownerOf('isdb', `unix://${join(directory, 'dead')}`, good),
    ownerOf('isdc', good),
    ownerOf('isdd', `unix://${join(directory, 'gone')}`),
    ownerOf('isde', 'nonsense://'),
  ];
  const swept = await sweepEngines(context, dead, (id) => id !== 'isdc');
  expect(swept.removed).toEqual([{ kind: 'container', name: 'left' }]);
  expect(removed).toHaveLength(2);
  expect(swept.failures.map(({ owners }) => owners.join()).toSorted()).toEqual([
    'isda',
    'isdb',
    'isdc',
    'isde',
  ]);
  expect(swept.failures.find(({ owners }) => owners.includes('isdc'))?.message).toMatch(
    /container stuck: .*device or resource busy/,
  );
  expect(swept.failures.find(({ owners }) => owners.includes('isda'))?.message).toMatch(
    /silent did not answer GET \/containers\/json for 30s/,
  );
});

it('reports an engine that somebody chose and that refuses, although no dead run used it', async () => {
  writeFileSync(join(directory, 'refusing'), ''); // a file where a socket was
  const context = {
    owner: { id: 'isdsweeper', hostId: 'host' },
    environment: { DOCKER_HOST: `unix://${join(directory, 'refusing')}` },
    clock: monotonicClock,
    log: () => {},
  } as unknown as DriverContext;
  const swept = await sweepEngines(context, [], () => true);
  expect(swept).toMatchObject({
    removed: [],
    failures: [{ message: expect.stringContaining('no engine answers at this address'), owners: [] }],
  });
});
