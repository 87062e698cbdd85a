import type { Clock } from '../../host/clock.ts';
import { createCgroup, removeCgroup } from '../../host/cgroup.ts';
import { findProgram, readTextIfAny } from '../../host/files.ts';
import { argumentsOf, type PreparedImage } from '../../image/image.ts';
import type { LaunchMarks } from '../../model/records.ts';
import type { LaunchSpec } from '../driver.ts';
import { OutputLines } from '../output.ts';
import type { LeasedFifo } from './fifo-pool.ts';
import { insideRoot } from './inside-root.ts';
import { ProcessInstance } from './instance.ts';
import { confined, environmentOf, type Confinement } from './launcher.ts';
import { limitsOf, type ProcessOptions } from './options.ts';
import type { SessionRoot } from './session-root.ts';
import { startWorkload } from './start.ts';
import { resolveUser } from './user.ts';

export type Marks = { -readonly [Mark in keyof LaunchMarks]: LaunchMarks[Mark] };

export interface LaunchParts {
  readonly id: string;
  readonly spec: LaunchSpec;
  readonly clock: Clock;
  readonly image: PreparedImage;
  readonly options: ProcessOptions;
  readonly root: SessionRoot;
  readonly cgroup: string;
  readonly fifo: LeasedFifo;
  readonly marks: Marks;
  readonly onRemoved: (instance: ProcessInstance) => void;
}

/** Makes the cgroup and starts the workload in it, marking when. Throws before anything exists, or returns what does. */
export function startInstance(parts: LaunchParts): { readonly instance: ProcessInstance; readonly started: Promise<void>; readonly output: OutputLines } {
  const { id, spec, clock, image, options, root, cgroup, fifo, marks, onRemoved } = parts;
  try {
    const user = resolveUser(image.config.user, textInside(root.path, '/etc/passwd'), textInside(root.path, '/etc/group'));
    const confinement: Confinement = { root: root.path, cgroup, user, workingDirectory: image.config.workingDirectory || '/' };
    const env = environmentOf(image.config, user, spec.workload.env);
    const command = confined(findProgram('unshare') ?? 'unshare', confinement, argumentsOf(image, spec.workload.command));
    createCgroup(cgroup, limitsOf(options, spec));
    marks.created = clock.now();
    const output = new OutputLines(clock);
    output.follow(fifo.reader);
    const workload = startWorkload(command, env, fifo);
    const instance: ProcessInstance = new ProcessInstance({
      id,
      index: spec.index,
      marks,
      clock,
      output,
      workload,
      confinement,
      env,
      rootKind: root.kind,
      onRemoved: () => onRemoved(instance),
    });
    return { instance, started: workload.started, output };
  } catch (error) {
    removeCgroup(cgroup);
    fifo.abandon();
    throw error;
  }
}

function textInside(root: string, path: string): string {
  return readTextIfAny(insideRoot(root, path)) ?? '';
}
