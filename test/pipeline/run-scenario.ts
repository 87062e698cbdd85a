import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { planScenario } from '../../src/cli/plan-scenario.ts';
import { fakeTechnology, openFakeDriver } from '../../src/drivers/fake/driver.ts';
import { FAKE_MACHINE, type FakeMachine } from '../../src/drivers/fake/node.ts';
import type { Experiment } from '../../src/experiments/experiment.ts';
import { experiments } from '../../src/experiments/registry.ts';
import type { RunManifest } from '../../src/model/manifest.ts';
import type { StoredRun } from '../../src/model/run-data.ts';
import type { Scenario } from '../../src/model/scenario.ts';
import type { Testbed } from '../../src/model/testbed.ts';
import { earlierOf } from '../../src/run/earlier.ts';
import { run } from '../../src/run/run.ts';
import { parseScenario } from '../../src/scenario/load.ts';
import { buildScenarioSchema } from '../../src/scenario/schema.ts';
import { readRun, RunDirectory } from '../../src/store/run-directory.ts';
import { createTestContext } from '../support/driver-context.ts';
import { FAKE_IMAGE } from '../support/fake-round.ts';
import { runEnvironment } from '../support/run-environment.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const CORES = 2;

const TESTBED: Testbed = {
  hostname: 'nowhere',
  operatingSystem: 'None 1',
  kernel: '0.0.0',
  bootId: '11111111-1111-1111-1111-111111111111',
  architecture: 'fake64',
  cpuModel: 'imagined',
  cores: CORES,
  memoryBytes: 2 ** 40,
  swapBytes: 0,
  cgroupVersion: 2,
  virtualization: 'none',
  settings: {},
  nodeVersion: 'v0',
};

/**
 * Takes a scenario of fake variants through everything that a real one goes through: read, planned, run,
 * stored and read back. Time is virtual and memory is counted, so that the same text and seed give the same
 * records, to the byte.
 */
export async function runScenario(
  text: string,
  seed: number,
  machines: readonly FakeMachine[] = [FAKE_MACHINE],
  known: readonly Experiment[] = experiments,
): Promise<StoredRun> {
  const clock = new VirtualClock();
  await using context = createTestContext({ clock, owner: { id: 'isdgolden', hostId: 'nowhere' } });
  const driver = openFakeDriver(context, machines);
  const schema = buildScenarioSchema([fakeTechnology], known);
  const parsed = parseScenario(text, { file: 'golden.yaml', directory: '/' }, schema);
  const scenario: Scenario = {
    ...parsed,
    experiments: [{ name: 'identity', options: { instances: 2 }, rounds: 1 }, ...parsed.experiments],
  };
  const path = mkdtempSync(join(tmpdir(), 'isodense-golden-'));
  try {
    const directory = RunDirectory.create(path);
    let manifest: RunManifest = {
      schemaVersion: 1,
      tool: { name: 'isodense', version: '0.0.0' },
      id: context.owner.id,
      command: `isodense run golden.yaml --seed ${seed}`,
      seed,
      scenarioFile: 'golden.yaml',
      scenarioText: text,
      scenario,
      testbed: TESTBED,
      variants: [],
      image: {
        description: FAKE_IMAGE.description,
        digest: FAKE_IMAGE.digest,
        architecture: 'fake64',
        foreign: false,
      },
      startedAt: '2026-01-01T00:00:00.000Z',
      endedAt: '2026-01-01T00:01:00.000Z',
      completeness: 'complete',
    };
    await run(
      {
        scenario,
        experiments: known,
        driverOf: () => driver,
        images: { workload: FAKE_IMAGE, builtin: FAKE_IMAGE },
        builtinWorkload: { ready: { kind: 'log', text: 'READY' }, timeoutMs: 60_000, env: {} },
        planFor: (variants) => planScenario(scenario, variants, seed, {}, CORES, known),
        earlier: earlierOf([]),
        requireAll: true,
      },
      // Watches nothing: what it costs is the one thing here that is real.
      runEnvironment({
        clock,
        emit: (event) => {
          if (event.kind === 'checked')
            manifest = { ...manifest, variants: [...manifest.variants, event.manifest] };
          if (event.kind === 'planned') directory.writePlan(event.plan);
          if (event.kind === 'record') directory.samples.write(event.record);
        },
      }),
    );
    directory.writeManifest(manifest);
    return { ...readRun(path), directory: '/runs/golden' };
  } finally {
    rmSync(path, { recursive: true });
  }
}
