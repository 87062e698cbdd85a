import { readdirSync, statSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import type { HostFacts } from '../model/host-facts.ts';
import { listDirectory } from './files.ts';
import { coreCount, hostName } from './platform.ts';
import { readKernelText, readMemoryField, readNamespace } from './procfs.ts';

const NAMESPACES = ['cgroup', 'ipc', 'mnt', 'net', 'pid', 'time', 'user', 'uts'] as const;
/** What some hosts lack. */
const FEATURES = ['/dev/kvm', '/dev/mem', '/proc/kcore', '/proc/sysrq-trigger', '/proc/kallsyms'];

/**
 * Reads the host's own answers to the questions that instances are asked. Opens nothing that only its owner
 * should open.
 */
export function readHostFacts(): HostFacts {
  const text = (path: string): string => readKernelText(path)?.split('\n')[0] ?? '';
  const disks = listDirectory('/sys/block').filter((name) => /^([hsv]d[a-z]|nvme\d+n\d+)$/.test(name));
  const addresses = Object.values(networkInterfaces()).flatMap((those) => those ?? []);
  return {
    hostname: hostName(),
    bootId: text('/proc/sys/kernel/random/boot_id'),
    kernel: text('/proc/sys/kernel/osrelease'),
    version: text('/proc/version'),
    commandLine: text('/proc/cmdline'),
    uptimeSeconds: Number(text('/proc/uptime').split(' ')[0]),
    threads: Number(/\/(\d+)/.exec(text('/proc/loadavg'))?.[1] ?? Number.NaN),
    memoryKiB: readMemoryField('MemTotal') / 1024,
    cpus: coreCount(),
    cpuModel: /^model name\s*:\s*(.*)$/m.exec(readKernelText('/proc/cpuinfo') ?? '')?.[1] ?? '',
    machineSerial: text('/sys/class/dmi/id/product_uuid'),
    addresses: addresses
      .filter(({ family, internal }) => family === 'IPv4' && !internal)
      .map(({ address }) => address),
    namespaces: Object.fromEntries(NAMESPACES.map((name) => [name, readNamespace('self', name) ?? ''])),
    devices: namesIn('/dev'),
    firmware: namesIn('/sys/firmware'),
    disks,
    diskNode: disks[0] === undefined ? '' : text(`/sys/block/${disks[0]}/dev`),
    securityLabel: text('/proc/self/attr/current'),
    present: Object.fromEntries(FEATURES.map((path) => [path, exists(path)])),
  };
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory).sort();
  } catch {
    return [];
  }
}

function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}
