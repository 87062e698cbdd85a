import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readMemoryField } from '../../../src/host/procfs.ts';
import type { RunRecord } from '../../../src/model/records.ts';
import type { Summary } from '../../../src/model/summary.ts';
import { openWorkplace, type Workplace } from '../../cli/command-line.ts';
import { needs } from '../../support/requirements.ts';

const MIB = 2 ** 20;
/** What the hogs may take, and what one wants. MiB. */
const SPARE = 1_536;
const APPETITE = 384;

/**
 * Looks at MemAvailable every few milliseconds from a thread of its own, whatever the harness is busy with.
 */
function watchMemory(): { stop(): Promise<number> } {
  const lowest = new Float64Array(new SharedArrayBuffer(8)).fill(Infinity);
  const worker = new Worker(
    `const lowest = require('node:worker_threads').workerData;
     const { readFileSync } = require('node:fs');
     setInterval(() => { lowest[0] = Math.min(lowest[0], Number(/^MemAvailable:\\s+(\\d+)/m.exec(readFileSync('/proc/meminfo', 'latin1'))[1]) * 1024); }, 3);`,
    { eval: true, workerData: lowest },
  );
  return {
    stop: async () => {
      await worker.terminate();
      return lowest[0]!;
    },
  };
}

let place: Workplace;
beforeEach(() => {
  place = openWorkplace();
});
afterEach(() => place[Symbol.dispose]());

describe.each([
  { name: 'processes', variant: 'driver: process', requirements: ['root', 'busybox'] },
  {
    name: 'containers',
    variant: 'driver: docker, runtime: runc, network: none',
    requirements: ['root', 'busybox', 'dockerd', 'runc'],
  },
] as const)('$name that eat memory faster than anyone samples', ({ variant, requirements }) => {
  it.for([
    ['all at once, when nobody knows their appetite', '{ start: 16, concurrency: 8 }'],
    ['one after another', '{ start: 1 }'],
  ] as const)('%s, never push the host below its reserve', async ([, ramp], test) => {
    needs(test, ...requirements);
    const reserve = Math.floor(readMemoryField('MemAvailable') / MIB) - SPARE;
    place.file(
      'hog.yaml',
      `name: hog
image: { builtin: hog }
workload: { env: { HOG_CAP: "${APPETITE}" } }
variants:
  hog: { ${variant} }
experiments:
  density: ${ramp.replace('}', `, max: 64, resolution: 0.5, stop: { memoryReserve: ${reserve}MiB } }`)}
`,
    );
    const watched = watchMemory();
    const { code, stdout } = await place.isodense(
      'run',
      'hog.yaml',
      '--out',
      'run',
      '--experiment',
      'density',
      '--quiet',
      '--json',
    );
    const lowest = await watched.stop();
    expect(code).toBe(0);
    expect(lowest).toBeLessThan(Infinity);

    const [density] = (JSON.parse(stdout) as Summary).densities!;
    expect(density).toMatchObject({ boundBy: ['memory reserve'] });
    const records = readFileSync(join(place.directory, 'run', 'samples.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as RunRecord);
    const seen = records.flatMap((record) =>
      record.kind === 'sample' && ['density.lowestAvailable', 'timeline.available'].includes(record.metric)
        ? [record.value]
        : [],
    );
    expect(seen.length).toBeGreaterThan(0);
    expect(Math.min(...seen, lowest)).toBeGreaterThanOrEqual(reserve * MIB);
  });
});
