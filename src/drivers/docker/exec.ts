import type Dockerode from 'dockerode';
import { cgroupProcesses } from '../../host/cgroup.ts';
import { signalProcess } from '../../host/command.ts';
import { readNestedPids, readProcess } from '../../host/procfs.ts';
import { CommandOutput } from '../command-output.ts';
import type { ExecResult } from '../driver.ts';
import { joinedOutput } from './demultiplex.ts';
import { isLocal } from './address.ts';
import type { Engine } from './engine.ts';
import { translate } from './errors.ts';

/**
 * Runs a command in a container and collects what it prints. When the signal aborts, the command is killed.
 */
export async function execIn(
  container: Dockerode.Container,
  engine: Engine,
  command: readonly string[],
  signal: AbortSignal,
): Promise<ExecResult> {
  let exec: Dockerode.Exec | undefined;
  try {
    exec = await container.exec({
      Cmd: [...command],
      AttachStdout: true,
      AttachStderr: true,
      abortSignal: signal,
    });
    const stream = await exec.start({ hijack: true, stdin: false, abortSignal: signal });
    const output = new CommandOutput();
    for await (const chunk of joinedOutput(stream)) output.add(chunk);
    signal.throwIfAborted();
    const { ExitCode } = await exec.inspect();
    return { code: ExitCode ?? -1, output: output.text };
  } catch (error) {
    // it ends with the container
    if (signal.aborted && exec !== undefined) await kill(exec, container, engine).catch(() => {});
    signal.throwIfAborted();
    throw translate(error, `running ${command.join(' ')} inside a container`);
  }
}

/**
 * An engine has no call for it, and lets the command go on when its caller leaves. The process is looked for
 * among those of the container by the number that the engine gives it, which counts in the engine's own PID
 * namespace.
 */
async function kill(exec: Dockerode.Exec, container: Dockerode.Container, engine: Engine): Promise<void> {
  if (!isLocal(engine.endpoint.address)) return;
  const { Pid } = await exec.inspect();
  const inside = cgroupProcesses(engine.cgroup.pathOf(container.id));
  const level = engine.managed ? 1 : 0;
  const leader = inside.find((pid) => Pid > 0 && readNestedPids(pid)[level] === Pid);
  if (leader === undefined) return;
  const isOfIt = (pid: number): boolean => {
    for (let one = pid; inside.includes(one); one = readProcess(one)?.parent ?? 0)
      if (one === leader) return true;
    return false;
  };
  for (const pid of inside.filter(isOfIt)) signalProcess(pid, 'SIGKILL');
}
