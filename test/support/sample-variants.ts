import type { ScopeRole } from '../../src/model/roles.ts';
import type { SampleIsolation } from './sample-isolation.ts';

const MIB = 2 ** 20;

/** What the synthetic run is made from: plausible figures of five technologies on a small machine. */
export interface SampleVariant {
  readonly name: string;
  readonly driver: string;
  readonly label: string | null;
  /** Median times after the request, milliseconds. */
  readonly marks: {
    readonly created: number;
    readonly started: number;
    readonly firstOutput: number;
    readonly ready: number;
  };
  readonly imageMs: number;
  readonly teardownMs: number;
  readonly roles: Readonly<Partial<Record<ScopeRole, number>>>;
  readonly rssFactor: number;
  readonly charged: number;
  readonly marginal: number;
  readonly fixed: number;
  readonly shared: number;
  readonly guestKernel: number | null;
  /** Work quanta a second of one instance alone, and how fairly several are served (1 = all alike). */
  readonly rateAlone: number;
  readonly evenness: number;
  readonly idleCores: number;
  readonly kernel: 'shared' | 'own';
  readonly ownHostname: boolean;
  readonly versions: Readonly<Record<string, string>>;
  readonly configuration: Readonly<Record<string, string>>;
  readonly isolation: SampleIsolation;
}

const unlimited = { 'memory limit': 'none', 'cpu quota': 'none', 'cpu weight': '100', 'pids limit': 'none' };

export const SAMPLE_VARIANTS: readonly SampleVariant[] = [
  {
    name: 'host',
    driver: 'process',
    label: null,
    marks: { created: 0.4, started: 1.3, firstOutput: 2.1, ready: 2.4 },
    imageMs: 24,
    teardownMs: 1.8,
    roles: { workload: 0.62 * MIB },
    rssFactor: 1.9,
    charged: 0.41 * MIB,
    marginal: 0.83 * MIB,
    fixed: 1.6 * MIB,
    shared: 0,
    guestKernel: null,
    rateAlone: 104,
    evenness: 0.985,
    idleCores: 0.0002,
    kernel: 'shared',
    ownHostname: false,
    versions: { kernel: '6.18.2' },
    configuration: { ...unlimited, network: 'host', seccomp: 'none', 'root filesystem': 'chroot' },
    isolation: {
      walls: 'none',
      slowdown: {
        cpu: [9.4, 2.1],
        memory: [3.4, 2.2],
        disk: [4.8, 4.1],
        forks: [31, 3.3],
        syscalls: [6.2, 1.9],
      },
    },
  },
  {
    name: 'runc',
    driver: 'docker',
    label: null,
    marks: { created: 8.4, started: 214, firstOutput: 209, ready: 221 },
    imageMs: 310,
    teardownMs: 62,
    roles: { workload: 0.3 * MIB, shim: 2.5 * MIB },
    rssFactor: 3.4,
    charged: 0.27 * MIB,
    marginal: 4.3 * MIB,
    fixed: 11 * MIB,
    shared: 96 * MIB,
    guestKernel: null,
    rateAlone: 103,
    evenness: 0.98,
    idleCores: 0.0009,
    kernel: 'shared',
    ownHostname: true,
    versions: { kernel: '6.18.2', engine: '20.10.24', runtime: 'runc 1.1.5' },
    configuration: { ...unlimited, network: 'bridge', seccomp: 'default', 'root filesystem': 'overlay2' },
    isolation: {
      walls: 'namespaces',
      most: {
        held: 1_019,
        boundBy: 'bridge ports',
        detail: '1,023 ports on docker0, 1,019 of them for instances',
      },
      slowdown: {
        cpu: [7.9, 1.3],
        memory: [3.3, 1.7],
        disk: [4.4, 3.7],
        forks: [14.2, 1.5],
        syscalls: [5.1, 1.4],
      },
    },
  },
  {
    name: 'crun',
    driver: 'docker',
    label: null,
    marks: { created: 8.1, started: 178, firstOutput: 172, ready: 183 },
    imageMs: 305,
    teardownMs: 58,
    roles: { workload: 0.3 * MIB, shim: 2.3 * MIB },
    rssFactor: 3.3,
    charged: 0.25 * MIB,
    marginal: 3.7 * MIB,
    fixed: 10 * MIB,
    shared: 96 * MIB,
    guestKernel: null,
    rateAlone: 103,
    evenness: 0.981,
    idleCores: 0.0009,
    kernel: 'shared',
    ownHostname: true,
    versions: { kernel: '6.18.2', engine: '20.10.24', runtime: 'crun 1.8.1' },
    configuration: { ...unlimited, network: 'bridge', seccomp: 'default', 'root filesystem': 'overlay2' },
    isolation: {
      walls: 'namespaces',
      most: {
        held: 1_012,
        boundBy: 'bridge ports',
        detail: '1,023 ports on docker0, 1,012 of them for instances',
      },
      slowdown: {
        cpu: [8.1, 1.3],
        memory: [3.2, 1.6],
        disk: [4.5, 3.8],
        forks: [13.1, 1.5],
        syscalls: [5, 1.4],
      },
    },
  },
  {
    name: 'gvisor',
    driver: 'docker',
    label: 'ptrace platform',
    marks: { created: 8.9, started: 341, firstOutput: 376, ready: 392 },
    imageMs: 320,
    teardownMs: 110,
    roles: { sandbox: 5.8 * MIB, helper: 5 * MIB, shim: 2.6 * MIB },
    rssFactor: 2.6,
    charged: 9.1 * MIB,
    marginal: 15.8 * MIB,
    fixed: 19 * MIB,
    shared: 96 * MIB,
    guestKernel: null,
    rateAlone: 84,
    evenness: 0.94,
    idleCores: 0.004,
    kernel: 'own',
    ownHostname: true,
    versions: { kernel: '6.18.2', engine: '20.10.24', runtime: 'runsc 20221205' },
    configuration: { ...unlimited, network: 'none', seccomp: 'default', 'root filesystem': 'overlay2' },
    isolation: {
      walls: 'sandbox',
      most: {
        held: 310,
        boundBy: 'readiness p95',
        detail: 'the 95th percentile of the time to ready was 1.2 s, and 1 s is the most allowed',
      },
      slowdown: {
        cpu: [6.8, 1.5],
        memory: [3.9, 1.9],
        disk: [3.1, 2.9],
        forks: [4.4, 1.6],
        syscalls: [2.4, 1.3],
      },
    },
  },
  {
    name: 'vm',
    driver: 'qemu',
    label: 'emulated CPU (TCG)',
    marks: { created: 31, started: 84, firstOutput: 1510, ready: 2040 },
    imageMs: 88,
    teardownMs: 41,
    roles: { vmm: 129 * MIB, helper: 0.4 * MIB },
    rssFactor: 1.25,
    charged: 131 * MIB,
    marginal: 134 * MIB,
    fixed: 61 * MIB,
    shared: 0,
    guestKernel: 41 * MIB,
    rateAlone: 11.8,
    evenness: 0.9,
    idleCores: 0.036,
    kernel: 'own',
    ownHostname: true,
    versions: { kernel: '6.1.0-cloud', hypervisor: 'QEMU 7.2', accelerator: 'tcg' },
    configuration: {
      ...unlimited,
      'memory limit': '128 MiB',
      'cpu quota': '1 vCPU',
      network: 'none',
      seccomp: 'none',
      'root filesystem': 'ext4 + overlay',
    },
    isolation: {
      walls: 'machine',
      most: {
        held: 132,
        boundBy: 'memory reserve',
        detail: '1.98 GiB were left, and 2 GiB have to stay free',
      },
      slowdown: {
        cpu: [3.6, 1.8],
        memory: [2.7, 1.6],
        disk: [1.5, 1.4],
        forks: [1.9, 1.4],
        syscalls: [1.6, 1.2],
      },
    },
  },
];
