import { arch, cpus, hostname } from 'node:os';
/** Facts about the host that never change during a run. */
/** Architecture in the words of OCI images: `amd64`, `arm64`, … */
export function hostArchitecture() {
    const names = { x64: 'amd64', ia32: '386', ppc64: 'ppc64le' };
    return names[arch()] ?? arch();
}
export function coreCount() {
    return cpus().length;
}
export function isRoot() {
    return process.getuid?.() === 0;
}
/** The Node that runs this process. */
export function nodeProgram() {
    return process.execPath;
}
export function nodeVersion() {
    return process.version;
}
export function hostName() {
    return hostname();
}
//# sourceMappingURL=platform.js.map