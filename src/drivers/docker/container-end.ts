import type Dockerode from 'dockerode';
import { readOomKills } from '../../host/cgroup-oom.ts';
import type { Clock } from '../../host/clock.ts';
import { messageOf } from '../../model/errors.ts';
import type { InstanceEnd } from '../../model/records.ts';
import { endOfCode } from '../instance-end.ts';
import { statusOf, translate } from './errors.ts';

/** How a shell or runtime reports SIGKILL, which is how the kernel ends what memory ran out for. */
const KILLED = 137;
/** Engines hear of an out-of-memory kill by an event of its own, up to 0.4 s after the end. Milliseconds. */
const EVENT_INTERVAL = 100;
const EVENT_LOOKS = 6;
const RUNNING_INTERVAL = 1_000;

interface EndingContainer {
  readonly container: Dockerode.Container;
  /** Resolves when its output has ended, as it does with the workload, and was read. */
  readonly outputEnded: Promise<unknown>;
  readonly cgroup: string;
  readonly clock: Clock;
}

/**
 * Resolves when the workload has ended and its output was read. The engine says how, and the cgroup, if it is
 * still there, whether memory ran out.
 */
export async function endOf({
  container,
  outputEnded,
  cgroup,
  clock,
}: EndingContainer): Promise<InstanceEnd> {
  await outputEnded;
  const killedForMemory = (readOomKills(cgroup) ?? 0) > 0;
  return await inspected(container, killedForMemory, clock).catch((error: unknown) => ({
    code: null,
    signal: null,
    reason: statusOf(error) === 404 ? 'removed' : messageOf(translate(error, 'asking how a container ended')),
  }));
}

async function inspected(
  container: Dockerode.Container,
  killedForMemory: boolean,
  clock: Clock,
): Promise<InstanceEnd> {
  for (let look = 1; ; look += 1) {
    const { State, HostConfig } = await container.inspect();
    const outOfMemory = killedForMemory || State.OOMKilled;
    const mayBeToldYet =
      !outOfMemory && State.ExitCode === KILLED && (HostConfig.Memory ?? 0) > 0 && look < EVENT_LOOKS;
    if (!mayBeToldYet && !State.Running)
      return State.Error === ''
        ? endOfCode(State.ExitCode, outOfMemory)
        : { code: State.ExitCode, signal: null, reason: State.Error };
    // One that runs on has closed its output, or the connection to it was lost.
    await clock.sleep(look < EVENT_LOOKS ? EVENT_INTERVAL : RUNNING_INTERVAL);
  }
}
