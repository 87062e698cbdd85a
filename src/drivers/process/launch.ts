import type { CallFailure } from '../../host/calls/call-list.ts';
import { createCgroup, removeCgroup } from '../../host/cgroup.ts';
import { hostName } from '../../host/platform.ts';
import { argumentsOf, type PreparedImage } from '../../image/image.ts';
import type { WritableRoot } from '../../image/root/writable-root.ts';
import { startError } from '../become-workload.ts';
import { environmentOf } from '../environment.ts';
import type { Launch } from '../launching.ts';
import type { Caller } from './caller.ts';
import type { Channels } from './fifo-pool.ts';
import { ProcessInstance } from './instance.ts';
import { confined, type Confinement } from './launcher.ts';
import { limitsOf, type ProcessOptions } from './options.ts';
import { startWorkload } from './start.ts';

export interface LaunchParts {
  readonly id: string;
  readonly image: PreparedImage;
  readonly options: ProcessOptions;
  readonly root: WritableRoot;
  readonly caller: Caller;
  readonly cgroup: string;
  readonly channels: Channels;
  readonly onRemoved: (instance: ProcessInstance) => void;
}

/**
 * Makes the cgroup and starts the workload in it, marking when. Throws before anything exists, or returns
 * what does.
 */
export function startInstance({ spec, clock, marks, output }: Launch, parts: LaunchParts): ProcessInstance {
  const { id, image, options, root, caller, cgroup, channels, onRemoved } = parts;
  try {
    const { user } = root;
    const { config } = image;
    const env = environmentOf({ config, extra: spec.workload.env, hostname: hostName(), home: user.home });
    const confinement: Confinement = {
      root: root.path,
      cgroup,
      user,
      workingDirectory: config.workingDirectory,
      env,
      command: argumentsOf(image, spec.workload.command),
    };
    const start = {
      program: caller.program,
      calls: confined(caller, confinement),
      failed: (failure: CallFailure) => startError(failure, confinement),
    };
    createCgroup(cgroup, limitsOf(options, spec));
    marks.created = clock.now();
    output.follow(channels.output.reader);
    const workload = startWorkload(start, channels);
    const instance: ProcessInstance = new ProcessInstance({
      id,
      index: spec.index,
      marks,
      clock,
      output,
      workload,
      confinement,
      caller,
      stopSignal: config.stopSignal,
      rootKind: root.kind,
      onRemoved: () => onRemoved(instance),
    });
    return instance;
  } catch (error) {
    removeCgroup(cgroup);
    channels.abandon();
    throw error;
  }
}
