import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mkdtempSync, rmSync, existsSync } from 'node:fs';
import { createDockerDriver } from '../../../src/drivers/docker/driver.ts';
import { dockerOptions } from '../../../src/drivers/docker/options.ts';
import { monotonicClock } from '../../../src/host/clock.ts';
import { createImageTools } from '../../../src/image/tools.ts';
import { prepareImage } from '../../../src/image/prepare.ts';

const directory = mkdtempSync('/var/tmp/isodense-test-');
const owner = { id: `isd${Math.random().toString(36).slice(2, 11)}`, hostId: 'h0st' };
const driver = createDockerDriver({ owner, clock: monotonicClock, stateDirectory: directory, cacheDirectory: directory, environment: {}, images: createImageTools(directory), log: console.log });
const { signal } = new AbortController();
afterAll(async () => {
  await driver[Symbol.asyncDispose]();
  expect(existsSync(`${directory}/engine`)).toBe(false);
  rmSync(directory, { recursive: true });
});

for (const runtime of ['runc', 'crun', 'runsc']) {
  for (const network of ['none', 'bridge', 'host']) {
  it(`${runtime} ${network}`, async () => {
    const options = dockerOptions.parse({ runtime, network });
    console.log(await driver.check(options, signal));
    const image = await prepareImage({ kind: 'builtin', name: 'hello' }, directory, () => Promise.reject(new Error()), signal);
    const session = await driver.open({ name: `v-${runtime}-${network}`, options, image, signal });
    await session.provideImage(signal);
    const i = await session.launch({ index: 0, intended: monotonicClock.now(), workload: { ready: { kind: 'log', text: 'READY' }, timeoutMs: 10000, env: {} } }, signal);
    console.log(Object.fromEntries(Object.entries(i.marks).map(([k, v]) => [k, v - i.marks.requested])), i.scopes(), await i.configuration());
    let n = 0;
    const lines: string[] = [];
    await new Promise<void>((r) => { i.onLine((l) => { lines.push(l.text); if (l.text.startsWith('quantum') && ++n > 3) r(); }); i.send('work'); });
    i.send('idle');
    console.log(lines.join('|'));
    console.log(await i.exec!(['/bin/sh', '-c', 'id; exit 3'], signal));
    if (network !== 'none' && runtime !== 'x') { await i.exec!(['/bin/sh', '-c', 'nc -l -p 8080 -e echo hi & sleep 0.1'], signal); const c = await i.dial!(8080, signal).catch((e) => e); console.log('dial', c instanceof Error ? c : 'ok'); c.destroy?.(); }
    await i[Symbol.asyncDispose]();
    await session[Symbol.asyncDispose]();
  }, 30000);
  }
}
