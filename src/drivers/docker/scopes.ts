import { cgroupProcesses } from '../../host/cgroup.ts';
import { readArguments, readProcess } from '../../host/procfs.ts';
import { LOCAL_NODE, type Scope } from '../../model/host-access.ts';

/**
 * What a container is charged with: the processes of its cgroup, and the shim that keeps them, which lives in
 * the engine's cgroup. gVisor's processes name themselves by their first argument: the sandbox holds the
 * workload and the application kernel together, its ptrace stubs are its children; the gofer serves files.
 */
export function scopesOf(cgroup: string): Scope[] {
  const inside = cgroupProcesses(cgroup);
  const first = inside[0];
  if (first === undefined) return [];
  const titles = new Map(inside.map((pid) => [pid, readArguments(pid)[0] ?? '']));
  const sandboxes = inside.filter((pid) => titles.get(pid) === 'runsc-sandbox');
  const gofers = inside.filter((pid) => titles.get(pid) === 'runsc-gofer');
  const scopes: Scope[] = [];
  if (sandboxes.length === 0) {
    scopes.push({ role: 'workload', node: LOCAL_NODE, cgroup, pids: inside });
  } else {
    scopes.push({
      role: 'sandbox',
      node: LOCAL_NODE,
      cgroup,
      pids: inside.filter((pid) => !gofers.includes(pid)),
    });
    scopes.push({ role: 'helper', node: LOCAL_NODE, cgroup: null, pids: gofers, countedWith: cgroup });
  }
  const shim = shimOf(sandboxes[0] ?? first);
  if (shim !== undefined) scopes.push({ role: 'shim', node: LOCAL_NODE, cgroup: null, pids: [shim] });
  return scopes;
}

/**
 * The nearest ancestor that is a containerd shim, conmon or the like; Docker's own daemons are shared, not
 * charged.
 */
function shimOf(pid: number): number | undefined {
  let process = readProcess(pid);
  while (process !== undefined && process.pid > 1) {
    if (process.command.startsWith('containerd-shim') || process.command === 'conmon') return process.pid;
    process = readProcess(process.parent);
  }
  return undefined;
}
