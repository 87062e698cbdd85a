import { arch, cpus, hostname } from 'node:os';

/** Facts about the host that never change during a run. */

/** Architecture in the words of OCI images: `amd64`, `arm64`, … */
export function hostArchitecture(): string {
  const names: Readonly<Record<string, string>> = { x64: 'amd64', ia32: '386', ppc64: 'ppc64le' };
  return names[arch()] ?? arch();
}

export function coreCount(): number {
  return cpus().length;
}

export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** The Node that runs this process. */
export function nodeProgram(): string {
  return process.execPath;
}

export function nodeVersion(): string {
  return process.version;
}

export function hostName(): string {
  return hostname();
}

export function ownUserId(): number {
  return process.geteuid?.() ?? 0;
}

export function ownProcessId(): number {
  return process.pid;
}
