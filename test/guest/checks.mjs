// Runs in a virtual machine whose control groups are version 2: the built probes and cgroup code against
// loads that are known. Prints one line `FINDING {"name": …}` for each figure; the test on the host judges
// them.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import {
  cgroupProcesses,
  cgroupVersion,
  createCgroup,
  procsFilesOf,
  removeCgroup,
} from '../dist/host/cgroup.js';
import { createLocalHost } from '../dist/probes/local-host.js';

const CGROUP = '/isodense/known-load';
const MIB = 2 ** 20;
const finding = (name, value) => console.log(`FINDING ${JSON.stringify({ name, value })}`);
const host = createLocalHost();

finding('version', cgroupVersion());
createCgroup(CGROUP, { memoryBytes: 512 * MIB, pids: 64, cpuWeight: 50 });
for (const file of ['memory.max', 'pids.max', 'cpu.weight'])
  finding(file, readFileSync(`/sys/fs/cgroup${CGROUP}/${file}`, 'latin1').trim());

const load = spawn('/bin/node', ['/isodense/guest/load.mjs'], { stdio: ['pipe', 'pipe', 'inherit'] });
const lines = createInterface({ input: load.stdout });
await once(lines, 'line');
for (const file of procsFilesOf(CGROUP)) writeFileSync(file, String(load.pid));
finding('members', cgroupProcesses(CGROUP).includes(load.pid));
const order = async (line) => {
  load.stdin.write(`${line}\n`);
  await once(lines, 'line');
};

const scope = { role: 'workload', node: host.node, cgroup: CGROUP, pids: [load.pid] };
const memory = async () => {
  const [{ chargedBytes, pssBytes }] = await host.memoryOf([scope]);
  return {
    charged: chargedBytes,
    pss: pssBytes,
    all: Number(readFileSync(`/sys/fs/cgroup${CGROUP}/memory.current`, 'latin1')),
  };
};
const rise = async (line) => {
  const before = await memory();
  await order(line);
  const after = await memory();
  return Object.fromEntries(Object.keys(before).map((key) => [key, (after[key] - before[key]) / MIB]));
};
await order('touch 1'); // whatever Node needs for the first of its kind
finding('touch 64 MiB', await rise('touch 64'));

// Read by a process that keeps nothing: what stays behind is file cache, and nothing else.
const cat = async () => {
  const reader = spawn('/bin/sh', [
    '-c',
    `echo $$ >${procsFilesOf(CGROUP)[0]}; exec cat /isodense/guest/blob >/dev/null`,
  ]);
  await once(reader, 'exit');
};
const before = await memory();
await cat();
const after = await memory();
finding('read 32 MiB of file', {
  charged: (after.charged - before.charged) / MIB,
  all: (after.all - before.all) / MIB,
});

const usage = async (seconds) => {
  const at = performance.now();
  const [from] = await host.cpuOf([scope]);
  await order(`burn ${seconds}`);
  const passed = (performance.now() - at) / 1_000;
  const [to] = await host.cpuOf([scope]);
  return {
    cores: (to.usedSeconds - from.usedSeconds) / passed,
    throttled: (to.throttledSeconds - from.throttledSeconds) / passed,
  };
};
finding('burn', await usage(3));
writeFileSync(`/sys/fs/cgroup${CGROUP}/cpu.max`, '50000 100000');
finding('burn under half a CPU', await usage(3));

// The mappings change during every reading, which is when a kernel's rollup can skip one; VmRSS is counted
// without them.
writeFileSync(`/sys/fs/cgroup${CGROUP}/cpu.max`, 'max 100000');
await order('remap');
const field = (file, name) =>
  Number(
    new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(readFileSync(`/proc/${load.pid}/${file}`, 'latin1'))[1],
  ) / 1024;
const against = async () => {
  const first = field('status', 'VmRSS');
  const [{ rssBytes }] = await host.memoryOf([scope]);
  const value = rssBytes / MIB;
  const second = field('status', 'VmRSS');
  return { short: Math.min(first, second) - value, over: value - Math.max(first, second) };
};
const remapped = [];
while (remapped.length < 60) remapped.push(await against());
finding('probe of a process that maps', {
  short: Math.max(...remapped.map(({ short }) => short)),
  over: Math.max(...remapped.map(({ over }) => over)),
});

load.stdin.end();
await once(load, 'exit');
finding('removed', removeCgroup(CGROUP) && !existsSync(`/sys/fs/cgroup${CGROUP}`));
