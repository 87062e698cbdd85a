import type { BoundaryOutcome } from '../../src/model/records.ts';
import type { RoundWriter } from './sample-rounds.ts';

/** What the density, interference and boundary experiments would find of a variant. */
export interface SampleIsolation {
  /** Most instances that hold; undefined where it holds whatever is asked for. */
  readonly most?: { readonly held: number; readonly boundBy: string; readonly detail: string };
  /** p99 beside the worst of each kind of neighbour ÷ alone, without limits and with them. */
  readonly slowdown: Readonly<Record<string, readonly [unlimited: number, limited: number]>>;
  /** Which column of the checks below is its own. */
  readonly walls: 'none' | 'namespaces' | 'sandbox' | 'machine';
}

const GIB = 2 ** 30;
export const ASKED_MOST = 1_200;
const DOSES = [1, 2, 4];

export function densityRound({
  round,
  cell,
  variant,
  random,
  series,
  push,
  atMs: begin,
}: RoundWriter): number {
  const held = Math.round(
    (variant.isolation.most?.held ?? ASKED_MOST) *
      (variant.isolation.most === undefined ? 1 : random.around(0.015)),
  );
  const before = 20.4 * GIB * random.around(0.002);
  const perInstance = variant.marginal * random.around(0.015);
  let atMs = begin;
  const sample = (metric: string, value: number, density?: number): void =>
    push({ kind: 'sample', round, atMs, metric, value, ...(density === undefined ? {} : { density }) });
  const step = (
    target: number,
    outcome: 'intended' | 'held' | 'stopped',
    why?: { boundBy: string; detail: string },
  ): void => push({ kind: 'density-step', round, atMs, target, outcome, ...why });
  sample('density.reserve', 2 * GIB);
  sample('density.available', before, 0);
  let [low, high, target] = [0, Infinity, 8];
  while (high - low > Math.max(1, low * 0.05) && low < ASKED_MOST) {
    target = Math.min(ASKED_MOST, high === Infinity ? Math.max(8, low * 2) : Math.round((low + high) / 2));
    step(target, 'intended');
    atMs += variant.marks.ready * Math.abs(target - low) * 0.3 + 1_500;
    if (target <= held) {
      const crowded = 1 + 0.8 * (target / (variant.isolation.most?.held ?? ASKED_MOST)) ** 2;
      series.add(
        { ...cell, density: target },
        'density.readyP50',
        variant.marks.ready * crowded * random.around(0.05),
        target - low,
        0,
      );
      series.add(
        { ...cell, density: target },
        'density.readyP95',
        variant.marks.ready * crowded * 1.5 * random.around(0.08),
        target - low,
        0,
      );
      sample(
        'density.available',
        before - variant.fixed - perInstance * target * random.around(0.01),
        target,
      );
      step(target, 'held');
      low = target;
    } else {
      step(target, 'stopped', variant.isolation.most);
      high = target;
    }
  }
  if (high === Infinity)
    step(low, 'held', { boundBy: 'asked maximum', detail: `${ASKED_MOST} were asked for at most` });
  series.add(cell, 'density.reached', low, low, 0);
  series.add(cell, 'density.memoryPerInstance', perInstance, low, 0);
  series.add(cell, 'density.lowestAvailable', before - perInstance * low, low, 0);
  series.add(cell, 'density.teardown', variant.teardownMs * low * 0.4 * random.around(0.05), low, 0);
  return atMs + variant.teardownMs * low * 0.4;
}

export function interferenceRound({ cell, variant, random, series, atMs }: RoundWriter): number {
  const arm = cell.parameters['arm'] as 'unlimited' | 'limited';
  const observe = (aggressor: string, dose: number, worst: number): void => {
    const at = { ...cell, parameters: { aggressor, dose, arm } };
    const p99 = 1 + (worst - 1) * (dose / DOSES.at(-1)!) ** 0.8;
    series.add(at, 'interference.p99', Math.max(0.9, p99 * random.around(0.06)), 5, 0);
    series.add(at, 'interference.p50', Math.max(0.9, p99 ** 0.45 * random.around(0.03)), 5, 0);
    series.add(at, 'interference.throughput', Math.max(0.9, p99 ** 0.35 * random.around(0.02)), 5, 0);
    if (aggressor !== 'idle')
      series.add(at, 'interference.recovery', 40 * p99 ** 0.5 * random.around(0.1), 5, 0);
  };
  observe('idle', 4, 1.02);
  for (const [aggressor, slowdown] of Object.entries(variant.isolation.slowdown)) {
    for (const dose of aggressor === 'cpu' ? DOSES : [4])
      observe(aggressor, dose, slowdown[arm === 'unlimited' ? 0 : 1]);
  }
  return atMs + 30_000;
}

type Column = readonly [outcome: BoundaryOutcome, evidence: string];
const ownKernel: Column = ['isolated', 'it is its own kernel’s, not the host’s'];

/**
 * Check, what should hold, and what was seen: without walls, behind namespaces, in a sandbox, in a machine of
 * its own.
 */
const CHECKS: readonly (readonly [check: string, title: string, ...outcomes: readonly Column[]])[] = [
  [
    'identity.hostname',
    'It has a hostname of its own',
    ['shared', 'bench-01, which is the host’s'],
    ['isolated', '3fa1c04d; its sibling is 4372b5e0, the host bench-01'],
    ['isolated', '9be07a11; its sibling is 1c22f09d, the host bench-01'],
    ['isolated', 'vm-3fa1; its sibling is vm-4372, the host bench-01'],
  ],
  [
    'processes.host-visible',
    'It does not see the host’s processes',
    ['leaked', 'it lists 143 processes, /sbin/init of the host among them'],
    ['isolated', 'it lists 3 processes, all its own'],
    ['isolated', 'it lists 3 processes, all its own'],
    ['isolated', 'it lists 41 processes, all of its own machine'],
  ],
  [
    'processes.signal-sibling',
    'It cannot signal its sibling',
    ['leaked', 'kill -0 of its sibling’s first process succeeds'],
    ['isolated', 'no such process'],
    ['isolated', 'no such process'],
    ['isolated', 'no such process'],
  ],
  [
    'filesystem.host-file',
    'It cannot read the host’s files',
    ['isolated', 'no such file: its root is a directory of its own'],
    ['isolated', 'no such file'],
    ['isolated', 'no such file'],
    ['isolated', 'no such file'],
  ],
  [
    'filesystem.root-writable',
    'Its root filesystem cannot be written to',
    ['shared', 'writable (ext4): what it writes takes space of the host'],
    ['shared', 'writable (overlay): what it writes takes space of the host'],
    ['shared', 'writable (9p): what it writes takes space of the host'],
    ['isolated', 'writable, in memory of its own machine (tmpfs)'],
  ],
  [
    'network.host-loopback',
    'It cannot reach a server on the host’s loopback',
    ['leaked', 'a connection to 127.0.0.1:39211 was answered by the host'],
    ['isolated', 'connection refused'],
    ['isolated', 'network unreachable'],
    ['isolated', 'network unreachable'],
  ],
  [
    'kernel.boot-id',
    'Its kernel is another running kernel than the host’s (boot id)',
    ['shared', '7b6f0c1e-…, which is the host’s'],
    ['shared', '7b6f0c1e-…, which is the host’s'],
    ['isolated', 'no boot id: its kernel is a sandbox of its own'],
    ['isolated', 'c01f77aa-…; the host’s is 7b6f0c1e-…'],
  ],
  [
    'kernel.log',
    'It cannot read the host’s kernel log',
    ['leaked', 'it reads: Linux version 6.18.2 …'],
    ['isolated', 'operation not permitted'],
    ownKernel,
    ownKernel,
  ],
  [
    'kernel.settings',
    'It cannot change the host’s kernel settings',
    ['leaked', '/proc/sys/kernel/pid_max can be opened for writing; nothing was written'],
    ['isolated', 'read-only file system'],
    ownKernel,
    ownKernel,
  ],
  [
    'devices.virtualization',
    'It cannot use the host’s virtualization hardware (/dev/kvm)',
    ['not-testable', 'the host itself has no /dev/kvm'],
    ['not-testable', 'the host itself has no /dev/kvm'],
    ['not-testable', 'the host itself has no /dev/kvm'],
    ['not-testable', 'the host itself has no /dev/kvm'],
  ],
  [
    'clocks.uptime',
    'It does not tell how long the host has been up',
    ['shared', 'up for 81234 s, as the host is'],
    ['shared', 'up for 81234 s, as the host is'],
    ['isolated', 'up for 3 s; the host for 81234 s'],
    ['isolated', 'up for 4 s; the host for 81234 s'],
  ],
  [
    'resources.memory-limit',
    'When memory runs out, only the culprit dies',
    ['not-testable', 'no limit was set'],
    ['isolated', 'the culprit was killed at 64 MiB; its sibling answered on'],
    ['isolated', 'the culprit was killed at 64 MiB; its sibling answered on'],
    ['isolated', 'its own kernel killed the culprit; its sibling answered on'],
  ],
];
const COLUMN: Readonly<Record<SampleIsolation['walls'], number>> = {
  none: 0,
  namespaces: 1,
  sandbox: 2,
  machine: 3,
};

export function boundaryRound({ round, variant, push, atMs }: RoundWriter, text: string): number {
  for (const [check, title, ...outcomes] of CHECKS) {
    const [outcome, evidence] = outcomes[COLUMN[variant.isolation.walls]]!;
    push({ kind: 'boundary', round, check, title: title + text, outcome, evidence: evidence + text });
  }
  return atMs + 8_000;
}

/** A dozen readings, as the sampler that watches every round takes them; it takes more. */
export function timeline({ round, variant, random, push, atMs, cell }: RoundWriter, endMs: number): void {
  const readings = Math.min(12, Math.floor((endMs - atMs) / 500));
  for (let tick = 1; tick <= readings; tick++) {
    const running = cell.density * Math.min(1, tick / (readings * 0.7));
    const at = {
      kind: 'sample' as const,
      round,
      atMs: atMs + ((endMs - atMs) * tick) / readings,
      density: Math.round(running),
    };
    push({ ...at, metric: 'timeline.cpu', value: Math.min(2, 1.4 * random.around(0.2)) });
    push({
      ...at,
      metric: 'timeline.available',
      value: 20.4 * GIB - Math.min(18 * GIB, variant.marginal * running),
    });
    push({ ...at, metric: 'timeline.charged', value: variant.charged * running });
  }
}
