import type { ScopeRole } from '../../src/model/records.ts';

const MIB = 2 ** 20;

/** What the synthetic run is made from: plausible figures of five technologies on a small machine. */
export interface SampleVariant {
  readonly name: string;
  readonly driver: string;
  readonly label: string | null;
  /** Median times after the request, milliseconds. */
  readonly marks: { readonly created: number; readonly started: number; readonly firstOutput: number; readonly ready: number };
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
}

const unlimited = { 'memory limit': 'none', 'cpu quota': 'none', 'cpu weight': '100', 'pids limit': 'none' };

export const SAMPLE_VARIANTS: readonly SampleVariant[] = [
  {
    name: 'host', driver: 'process', label: null,
    marks: { created: 0.4, started: 1.3, firstOutput: 2.1, ready: 2.4 }, imageMs: 24, teardownMs: 1.8,
    roles: { workload: 0.62 * MIB }, rssFactor: 1.9, charged: 0.41 * MIB, marginal: 0.83 * MIB, fixed: 1.6 * MIB, shared: 0, guestKernel: null,
    rateAlone: 104, evenness: 0.985, idleCores: 0.0002, kernel: 'shared', ownHostname: false,
    versions: { kernel: '6.18.2' }, configuration: { ...unlimited, network: 'host', seccomp: 'none', 'root filesystem': 'chroot' },
  },
  {
    name: 'runc', driver: 'docker', label: null,
    marks: { created: 8.4, started: 214, firstOutput: 209, ready: 221 }, imageMs: 310, teardownMs: 62,
    roles: { workload: 0.3 * MIB, shim: 2.5 * MIB }, rssFactor: 3.4, charged: 0.27 * MIB, marginal: 4.3 * MIB, fixed: 11 * MIB, shared: 96 * MIB, guestKernel: null,
    rateAlone: 103, evenness: 0.98, idleCores: 0.0009, kernel: 'shared', ownHostname: true,
    versions: { kernel: '6.18.2', engine: '20.10.24', runtime: 'runc 1.1.5' },
    configuration: { ...unlimited, network: 'bridge', seccomp: 'default', 'root filesystem': 'overlay2' },
  },
  {
    name: 'crun', driver: 'docker', label: null,
    marks: { created: 8.1, started: 178, firstOutput: 172, ready: 183 }, imageMs: 305, teardownMs: 58,
    roles: { workload: 0.3 * MIB, shim: 2.3 * MIB }, rssFactor: 3.3, charged: 0.25 * MIB, marginal: 3.7 * MIB, fixed: 10 * MIB, shared: 96 * MIB, guestKernel: null,
    rateAlone: 103, evenness: 0.981, idleCores: 0.0009, kernel: 'shared', ownHostname: true,
    versions: { kernel: '6.18.2', engine: '20.10.24', runtime: 'crun 1.8.1' },
    configuration: { ...unlimited, network: 'bridge', seccomp: 'default', 'root filesystem': 'overlay2' },
  },
  {
    name: 'gvisor', driver: 'docker', label: 'ptrace platform',
    marks: { created: 8.9, started: 341, firstOutput: 376, ready: 392 }, imageMs: 320, teardownMs: 110,
    roles: { sandbox: 5.8 * MIB, helper: 5 * MIB, shim: 2.6 * MIB }, rssFactor: 2.6, charged: 9.1 * MIB, marginal: 15.8 * MIB, fixed: 19 * MIB, shared: 96 * MIB, guestKernel: null,
    rateAlone: 84, evenness: 0.94, idleCores: 0.004, kernel: 'own', ownHostname: true,
    versions: { kernel: '6.18.2', engine: '20.10.24', runtime: 'runsc 20221205' },
    configuration: { ...unlimited, network: 'none', seccomp: 'default', 'root filesystem': 'overlay2' },
  },
  {
    name: 'vm', driver: 'qemu', label: 'emulated CPU (TCG)',
    marks: { created: 31, started: 84, firstOutput: 1510, ready: 2040 }, imageMs: 88, teardownMs: 41,
    roles: { vmm: 129 * MIB, helper: 0.4 * MIB }, rssFactor: 1.25, charged: 131 * MIB, marginal: 134 * MIB, fixed: 61 * MIB, shared: 0, guestKernel: 41 * MIB,
    rateAlone: 11.8, evenness: 0.9, idleCores: 0.036, kernel: 'own', ownHostname: true,
    versions: { kernel: '6.1.0-cloud', hypervisor: 'QEMU 7.2', accelerator: 'tcg' },
    configuration: { ...unlimited, 'memory limit': '128 MiB', 'cpu quota': '1 vCPU', network: 'none', seccomp: 'none', 'root filesystem': 'ext4 + overlay' },
  },
];
