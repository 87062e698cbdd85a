import { createDockerDriver } from '../../src/drivers/docker/driver.ts';
import { createFakeDriver } from '../../src/drivers/fake/driver.ts';
import { createProcessDriver } from '../../src/drivers/process/driver.ts';
import { createQemuDriver } from '../../src/drivers/qemu/driver.ts';
import { describeDriverConformance } from './conformance.ts';

describeDriverConformance({
  name: 'fake',
  create: (context) => createFakeDriver(context),
  options: { jitter: '5ms' },
  needs: [],
  real: false,
  exec: true,
  timeoutMs: 5_000,
});

describeDriverConformance({
  name: 'process',
  create: (context) => createProcessDriver(context),
  options: { memory: '64MiB', pids: 50, cpuWeight: 50 },
  needs: ['root', 'busybox'],
  real: true,
  exec: true,
  killsCommands: true,
  built: { module: 'drivers/process/driver.js', factory: 'createProcessDriver' },
  timeoutMs: 10_000,
});

for (const runtime of ['runc', 'crun', 'runsc'] as const) {
  describeDriverConformance({
    name: `docker with ${runtime}`,
    create: (context) => createDockerDriver(context),
    options: { runtime, network: 'none', memory: '64MiB' },
    needs: ['root', 'busybox', 'dockerd', runtime],
    real: true,
    exec: true,
    killsCommands: runtime !== 'runsc',
    built: { module: 'drivers/docker/driver.js', factory: 'createDockerDriver' },
    timeoutMs: 30_000,
  });
}

for (const start of ['cold', 'template'] as const) {
  describeDriverConformance({
    name: start === 'cold' ? 'qemu' : 'qemu from a template',
    create: (context) => createQemuDriver(context),
    options: { memory: '96MiB', accel: 'tcg', start },
    needs: ['root', 'busybox', 'qemu', 'mke2fs'],
    real: true,
    exec: true,
    killsCommands: start === 'cold',
    built: { module: 'drivers/qemu/driver.js', factory: 'createQemuDriver' },
    timeoutMs: 60_000,
  });
}
