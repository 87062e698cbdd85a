import type { Look } from '../../../src/experiments/boundary/judgement.ts';
import { checks } from '../../../src/experiments/boundary/table.ts';
import type { HostFacts } from '../../../src/model/host-facts.ts';

const NAMESPACES = {
  cgroup: 'cgroup:[1]',
  ipc: 'ipc:[2]',
  mnt: 'mnt:[3]',
  net: 'net:[4]',
  pid: 'pid:[5]',
  time: 'time:[6]',
  user: 'user:[7]',
  uts: 'uts:[8]',
};

export const HOST: HostFacts = {
  hostname: 'bench',
  bootId: 'host-boot',
  kernel: '6.1.0',
  version: 'Linux version 6.1.0 (gcc)',
  commandLine: 'quiet',
  uptimeSeconds: 1_000,
  threads: 300,
  memoryKiB: 8_000_000,
  cpus: 4,
  cpuModel: 'Imagined 9000',
  machineSerial: 'SERIAL',
  addresses: ['10.0.0.1'],
  namespaces: NAMESPACES,
  devices: ['kvm', 'mem', 'null', 'sda', 'zero'],
  firmware: ['acpi'],
  disks: ['sda'],
  diskNode: '8:0',
  securityLabel: 'unconfined',
  present: {
    '/dev/kvm': true,
    '/dev/mem': true,
    '/proc/kcore': true,
    '/proc/sysrq-trigger': true,
    '/proc/kallsyms': true,
  },
};

const DECOYS = {
  processMarker: 'isodense-decoy-1',
  secret: 'isodense-secret-1',
  file: '/var/tmp/decoys/file',
  port: 40_000,
};

/** Findings that are the same on the host's kernel, whatever is around the process. */
const HOST_KERNEL = {
  'boot-id': HOST.bootId,
  release: HOST.kernel,
  version: HOST.version,
  'command-line': HOST.commandLine,
  uptime: '1001.5 3000',
  load: '0.1 0.1 0.1 1/301 4000',
  memory: `${HOST.memoryKiB} kB`,
  cpus: '4',
  'cpu-model': 'model name : Imagined 9000',
};

/** A plain process as root: nothing is kept from it. */
export const PLAIN: Look = {
  a: {
    ...HOST_KERNEL,
    hostname: HOST.hostname,
    'machine-serial': HOST.machineSerial,
    'security-label': 'unconfined',
    'user-map': '0 0 4294967295',
    uid: '0 0 0 0',
    capabilities: '000001ffffffffff',
    'system-call-filter': '0',
    'no-new-privileges': '0',
    ...Object.fromEntries(Object.entries(NAMESPACES).map(([kind, id]) => [`namespace-${kind}`, id])),
    addresses: '127.0.0.1/8 10.0.0.1/24',
    gateway: '10.0.0.254',
    interfaces: 'lo eth0',
    cgroup: '5:memory:/isodense/x',
    'root-mount': '1 2 0:3 / / rw - overlay overlay rw,upperdir=/var/tmp/upper',
    'root-type': 'overlay',
    devices: 'kvm mem null sda zero',
    firmware: 'acpi',
    'kernel-address': 'ffffffff81000000 T _text',
    'kernel-log': 'yes [ 1.0] Linux version',
    setting: 'yes opened /proc/sys/vm/swappiness for writing',
    sysrq: 'yes opened /proc/sysrq-trigger for writing',
    core: 'yes opened /proc/kcore',
    module: "no insmod: can't insert '/probe': invalid module format",
    'host-memory': 'yes opened /dev/mem',
    kvm: 'yes opened /dev/kvm for reading and writing',
    disk: 'yes opened /dev/sda',
    node: 'yes opened /tmp/isodense-probe',
    'cgroup-write': 'yes opened /sys/fs/cgroup/cgroup.procs for writing',
    mount: 'yes mounted',
    'user-namespace': 'yes',
    priority: 'yes',
    'out-of-memory-score': 'yes',
    interface: 'yes could set up lo',
    'raw-socket': 'yes arping: interface lo is not ARPable',
    'root-writable': 'yes',
    'host-process': '77',
    'host-process-environment': 'yes',
    'host-process-signal': 'yes',
    'sibling-process': '78',
    'sibling-process-environment': 'no',
    'sibling-process-signal': 'yes',
    'host-file': `yes ${DECOYS.file}: ${DECOYS.secret}`,
    'host-socket': '0: 0100007F:9C40 00000000:0000 0A',
    'host-loopback': `yes ${DECOYS.secret}`,
    'host-by-gateway': "no nc: can't connect",
    'sibling-loopback': 'yes isodense-sibling-1',
    'sibling-port': 'yes isodense-sibling-1',
    'left-tmp': 'yes',
    'left-shm': 'absent',
  },
  b: {
    hostname: HOST.hostname,
    addresses: '127.0.0.1/8 10.0.0.1/24',
    serving: '79',
    'found-tmp': 'yes',
    'found-shm': 'no',
  },
  host: HOST,
  decoys: DECOYS,
  connections: 1,
  siblingMarker: 'isodense-sibling-1',
};

const REFUSED = 'no /hello: /probe: line 34: Operation not permitted';

/** A container with an engine's defaults. */
export const CONTAINER: Look = {
  ...PLAIN,
  connections: 0,
  a: {
    ...PLAIN.a,
    hostname: 'c1',
    'machine-serial': '',
    capabilities: '00000000a80425fb',
    'system-call-filter': '2',
    'namespace-ipc': 'ipc:[12]',
    'namespace-net': 'net:[14]',
    'namespace-pid': 'pid:[15]',
    addresses: '127.0.0.1/8 172.17.0.2/16',
    gateway: '172.17.0.1',
    devices: 'null zero pts',
    firmware: '',
    'kernel-address': '',
    interfaces: 'lo eth0',
    'kernel-log': REFUSED,
    setting: "no can't create /proc/sys/vm/swappiness: Read-only file system",
    sysrq: 'no Read-only file system',
    core: 'no /proc/kcore is covered',
    module: "no insmod: can't insert '/probe': Operation not permitted",
    'host-memory': 'no there is no /dev/mem',
    kvm: 'no there is no /dev/kvm',
    disk: 'no no disk could be opened',
    node: REFUSED,
    'cgroup-write': 'no Read-only file system',
    mount: REFUSED,
    'user-namespace': REFUSED,
    priority: REFUSED,
    'out-of-memory-score': 'no Permission denied',
    interface: REFUSED,
    'host-process': '',
    'sibling-process': '',
    'host-file': 'no not there, neither by its path nor through /proc/1/root',
    'host-socket': '',
    'host-loopback': 'no Connection refused',
    'sibling-loopback': 'no Connection refused',
  },
  b: { ...PLAIN.b, hostname: 'c2', addresses: '127.0.0.1/8 172.17.0.3/16', 'found-tmp': 'no' },
};

/** A virtual machine: everything is allowed in it, and nothing of it is the host's. */
export const MACHINE: Look = {
  ...PLAIN,
  connections: 0,
  a: {
    ...PLAIN.a,
    'boot-id': 'guest-boot',
    release: '6.1.0-guest',
    version: 'Linux version 6.1.0-guest',
    'command-line': 'console=ttyS0',
    uptime: '4.2 1.0',
    load: '0.0 0.0 0.0 1/40 90',
    hostname: 'vm-0',
    'machine-serial': '',
    memory: '110000 kB',
    cpus: '1',
    'cpu-model': 'model name : QEMU Virtual CPU',
    addresses: '',
    gateway: '',
    'host-process': '',
    'sibling-process': '',
    'host-file': 'no not there',
    'host-socket': '',
    'host-loopback': 'no Connection refused',
    'sibling-loopback': 'no Connection refused',
  },
  b: { ...PLAIN.b, hostname: 'vm-1', addresses: '', 'found-tmp': 'no' },
};

export function judged(name: string, look: Look): ReturnType<(typeof checks)[number]['judge']> {
  return checks.find((check) => check.name === name)!.judge(look);
}

export function outcomes(look: Look): Readonly<Record<string, string>> {
  return Object.fromEntries(checks.map(({ name, judge }) => [name, judge(look).outcome]));
}
