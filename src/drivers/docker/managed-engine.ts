import { join } from 'node:path';
import { cgroupMembers, createCgroup, membershipFile, removeCgroup } from '../../host/cgroup.ts';
import { exitOf, signalProcess, startProcess } from '../../host/command.ts';
import { ensureDirectory, findProgram, removeTree, writeTextAtomically } from '../../host/files.ts';
import { isRoot } from '../../host/platform.ts';
import { listProcesses } from '../../host/procfs.ts';
import { settlesWithin } from '../../host/settles-within.ts';
import { DEADLINES } from '../../model/deadlines.ts';
import { IsodenseError } from '../../model/errors.ts';
import { writtenDuration } from '../../model/units.ts';
import { NoAnswerError, within } from '../deadline.ts';
import { OutputLines } from '../output.ts';
import type { DriverContext } from '../driver.ts';
import { removeOwnerCgroupIfEmpty } from '../owner-cgroup.ts';
import { installedRuntimes } from './managed-runtimes.ts';

/**
 * An engine of our own: own socket, data root and mount, network and PID namespaces, so that it disturbs no
 * other engine and so that killing its first process ends everything in it, containers included.
 */
export interface ManagedEngine extends AsyncDisposable {
  readonly address: string;
  /** First process of its PID namespace, as the host counts. */
  readonly pid: number;
  readonly cgroupParent: string;
}

/** Room for 65,533 containers; private, since nobody else sees this network namespace. */
const BRIDGE_ADDRESS = '172.30.0.1/16';
/** Before anything else: an engine whose harness is killed in this moment can be found too. */
const ENTER_CGROUP = 'echo $$ >"$1" || exit 125; shift; exec "$@"';

/** Why a managed engine cannot be started here; undefined when it can. */
export function managedEngineObstacle(): { readonly reason: string; readonly hint: string } | undefined {
  const missing = ['dockerd', 'containerd', 'unshare', 'setpriv', 'ip'].filter(
    (program) => findProgram(program) === undefined,
  );
  if (missing.length > 0) {
    return {
      reason: `no engine answers, and isodense cannot start its own: ${missing.join(', ')} not installed`,
      hint: 'apt-get install docker.io containerd iproute2 util-linux, or set DOCKER_HOST',
    };
  }
  if (!isRoot())
    return {
      reason: 'no engine answers, and only root can start one',
      hint: 'run as root, or set DOCKER_HOST',
    };
  return undefined;
}

function managedCgroupParent(ownerId: string): string {
  return `/isodense/${ownerId}/engine`;
}

/**
 * The daemons and shims. Members by name only: it is there for a sweep to find them, and must not change what
 * they cost.
 */
function daemonCgroup(ownerId: string): string {
  return `/isodense/${ownerId}/engine-daemons`;
}

/** Everything of the engine is in one of these, whatever it calls itself. */
export function managedCgroups(ownerId: string): readonly string[] {
  return [daemonCgroup(ownerId), managedCgroupParent(ownerId)];
}

export function managedDirectory(stateDirectory: string): string {
  return join(stateDirectory, 'engine');
}

/**
 * Starts the engine and resolves when its API listens. Rejects, and then leaves nothing behind, when the
 * signal aborts.
 */
export async function startManagedEngine(
  context: DriverContext,
  signal: AbortSignal,
): Promise<ManagedEngine> {
  const directory = ensureDirectory(managedDirectory(context.stateDirectory), 0o700);
  const socket = join(directory, 'docker.sock');
  const cgroupParent = managedCgroupParent(context.owner.id);
  const configuration = {
    'data-root': join(directory, 'data'),
    'exec-root': join(directory, 'exec'),
    pidfile: join(directory, 'dockerd.pid'),
    hosts: [`unix://${socket}`],
    bip: BRIDGE_ADDRESS,
    iptables: false, // nothing leaves this network namespace
    'ip-masq': false,
    'userland-proxy': false,
    'exec-opts': ['native.cgroupdriver=cgroupfs'],
    'cgroup-parent': cgroupParent,
    runtimes: await installedRuntimes(directory, signal),
  };
  const configurationFile = join(directory, 'daemon.json');
  writeTextAtomically(configurationFile, JSON.stringify(configuration, null, 2));

  // crun refuses hybrid cgroups, so the version 2 mount beside version 1 is hidden; elsewhere there is none.
  // The shell stays as the first process of the PID namespace to reap orphans: shims detach themselves, and
  // dockerd would leave one zombie for every container that it ever ran.
  const script = [
    'ip link set lo up',
    'umount /sys/fs/cgroup/unified 2>/dev/null',
    '"$0" --config-file "$1" & engine=$!',
    'trap "kill -TERM $engine" TERM',
    'while kill -0 $engine 2>/dev/null; do wait $engine; done',
  ].join('\n');
  const daemons = daemonCgroup(context.owner.id);
  createCgroup(daemons);
  const child = startProcess(
    '/bin/sh',
    [
      '-c',
      ENTER_CGROUP,
      'sh',
      membershipFile(daemons),
      'setpriv',
      '--pdeathsig',
      'KILL',
      'unshare',
      '--mount',
      '--net',
      '--pid',
      '--fork',
      '--kill-child=KILL',
      '--mount-proc',
      '--propagation',
      'private',
      'sh',
      '-c',
      script,
      findProgram('dockerd')!,
      configurationFile,
    ],
    // its own process group: Ctrl-C is for the harness alone
    { stdio: ['ignore', 'ignore', 'pipe'], detached: true },
  );
  const output = new OutputLines(context.clock);
  output.follow(child.stderr!);
  const exited = exitOf(child);
  const listening = new Promise<void>((resolve) => {
    output.onLine(({ text }) => {
      if (text.includes('API listen on')) resolve();
    });
  });
  const failed = (why: string) =>
    new IsodenseError('unavailable', `isodense's own engine ${why}; its last words: ${output.tail(3)}`, {
      hint: 'install a newer docker.io, or start an engine yourself and set DOCKER_HOST',
    });
  /**
   * First process of its PID namespace: with it ends everything in there, and then `unshare`, which waits for
   * it.
   */
  const first = (): number =>
    listProcesses().find((process) => process.parent === child.pid)?.pid ?? child.pid!;
  const kill = async (): Promise<void> => {
    signalProcess(first(), 'SIGKILL');
    await endsWithin(DEADLINES.kill);
    signalProcess(child.pid!, 'SIGKILL');
    if (!(await endsWithin(DEADLINES.kill)))
      throw new IsodenseError(
        'internal',
        `isodense's own engine, process ${child.pid}, did not end within ${writtenDuration(DEADLINES.kill)} of SIGKILL`,
        { hint: 'it waits inside the kernel; run isodense sweep once that is over' },
      );
  };
  const endsWithin = (ms: number): Promise<boolean> => settlesWithin(context.clock, ms, exited);
  try {
    await within(
      context.clock,
      DEADLINES.managedEngineStart,
      "isodense's own engine did not listen",
      signal,
      () =>
        Promise.race([
          listening,
          exited.then(({ reason }) => Promise.reject(failed(`ended while starting (${reason})`))),
        ]),
    ).catch((error: unknown) => {
      throw error instanceof NoAnswerError
        ? failed(`did not listen within ${writtenDuration(DEADLINES.managedEngineStart)}`)
        : error;
    });
  } catch (error) {
    await kill();
    await removeManagedEngine(context.owner.id, directory);
    throw error;
  }
  const pid = first();
  context.log(`managed engine listens at ${socket}, pid ${pid}`);

  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    signalProcess(pid, 'SIGTERM');
    if (!(await endsWithin(DEADLINES.managedEngineStop))) await kill();
    await removeManagedEngine(context.owner.id, directory);
  };
  return {
    address: `unix://${socket}`,
    pid,
    cgroupParent,
    [Symbol.asyncDispose]: () => (closing ??= close()),
  };
}

/**
 * Removes what an ended engine leaves: cgroups and its directory. Throws when a look shows that something
 * remains.
 */
async function removeManagedEngine(ownerId: string, directory: string): Promise<void> {
  removeManagedCgroups(ownerId);
  removeTree(directory);
}

/** Throws when a process is still in one of them. */
export function removeManagedCgroups(ownerId: string): void {
  for (const cgroup of managedCgroups(ownerId)) {
    if (removeCgroup(cgroup)) continue;
    throw new IsodenseError(
      'internal',
      `the cgroup ${cgroup} of isodense's own engine cannot be removed: it still holds processes ${cgroupMembers(cgroup).join(', ')}`,
      { hint: 'end them, then run isodense sweep' },
    );
  }
  removeOwnerCgroupIfEmpty(ownerId);
}
