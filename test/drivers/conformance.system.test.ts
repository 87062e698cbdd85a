import { dockerTechnology } from '../../src/drivers/docker/driver.ts';
import { fakeTechnology } from '../../src/drivers/fake/driver.ts';
import { processTechnology } from '../../src/drivers/process/driver.ts';
import { qemuTechnology } from '../../src/drivers/qemu/driver.ts';
import { describeDriverConformance } from './conformance.ts';

describeDriverConformance({
  name: 'fake',
  create: (context) => fakeTechnology.open(context),
  options: { jitter: '5ms' },
  needs: [],
  real: false,
  exec: true,
  timeoutMs: 5_000,
});

describeDriverConformance({
  name: 'process',
  create: (context) => processTechnology.open(context),
  options: { memory: '64MiB', pids: 50, cpuWeight: 50 },
  needs: ['root', 'busybox'],
  real: true,
  exec: true,
  killsCommands: true,
  built: { module: 'drivers/process/driver.js', technology: 'processTechnology' },
  timeoutMs: 10_000,
});

for (const runtime of ['runc', 'crun', 'runsc'] as const) {
  describeDriverConformance({
    name: `docker with ${runtime}`,
    create: (context) => dockerTechnology.open(context),
    options: { runtime, network: 'none', memory: '64MiB' },
    needs: ['root', 'busybox', 'dockerd', runtime],
    real: true,
    exec: true,
    killsCommands: runtime !== 'runsc',
    built: { module: 'drivers/docker/driver.js', technology: 'dockerTechnology' },
    timeoutMs: 30_000,
  });
}

for (const start of ['cold', 'template'] as const) {
  describeDriverConformance({
    name: start === 'cold' ? 'qemu' : 'qemu from a template',
    create: (context) => qemuTechnology.open(context),
    options: { memory: '96MiB', accel: 'tcg', start },
    needs: ['root', 'busybox', 'qemu', 'mke2fs'],
    real: true,
    exec: true,
    killsCommands: start === 'cold',
    built: { module: 'drivers/qemu/driver.js', technology: 'qemuTechnology' },
    timeoutMs: 60_000,
  });
}
