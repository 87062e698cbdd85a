import type { CallFailure, CallList } from '../host/calls/call-list.ts';
import { errorName } from '../host/calls/run-calls.ts';
import { IsodenseError } from '../model/errors.ts';
import type { ImageUser } from '../image/root/image-user.ts';

/** The process that an image describes, once its root filesystem is in place. */
export interface WorkloadProcess {
  /** The root filesystem, as a path of whoever starts the process. */
  readonly root: string;
  readonly workingDirectory: string;
  readonly user: ImageUser;
  /** `NAME=value`. */
  readonly env: readonly string[];
  readonly command: readonly string[];
}

const UMASK = 0o022;
const CLOSE_ON_EXEC = { command: 2, flag: 1 } as const; // fcntl(fd, F_SETFD, FD_CLOEXEC)
const STEPS = { directory: 'entering the working directory', program: 'starting the program' } as const;

/**
 * Lists how to become that process, on any technology that starts it itself, as runc does it: nothing of the
 * caller's but descriptors 0 to 2 comes along, and the kernel alone decides what can be executed. The report
 * descriptor, 3, is closed by the execution.
 */
export function becomeWorkload(
  calls: CallList,
  { root, workingDirectory, user, env, command }: WorkloadProcess,
): void {
  calls.call('closing the report with the start', 'fcntl', 3, CLOSE_ON_EXEC.command, CLOSE_ON_EXEC.flag);
  calls.attempt('closing all other descriptors', 'close_range', 4, 2 ** 32 - 1, 0);
  calls.attempt('leaving the terminal', 'setsid'); // fails for who leads a session already
  calls.call('setting the umask', 'umask', UMASK);
  calls.call('entering the root filesystem', 'chroot', calls.text(root));
  calls.call(STEPS.directory, 'chdir', calls.text(workingDirectory));
  calls.call('setting the groups', 'setgroups', user.groups.length, calls.words(user.groups));
  calls.call('setting the group', 'setgid', user.gid);
  calls.call('setting the user', 'setuid', user.uid);
  const candidates = candidatesOf(command, env).map((path) => calls.text(path));
  const args = calls.texts(command);
  const environment = calls.texts(env);
  for (const candidate of candidates.slice(0, -1))
    calls.attempt(STEPS.program, 'execve', candidate, args, environment);
  calls.call(STEPS.program, 'execve', candidates.at(-1)!, args, environment);
}

/**
 * Where a program can be: at its path, or under its name in the directories of the image's PATH. Never in the
 * current directory.
 */
function candidatesOf([program = '']: readonly string[], env: readonly string[]): string[] {
  if (program.includes('/')) return [program];
  const directories = pathOf(env)
    .split(':')
    .filter((directory) => directory.startsWith('/'));
  return directories.length === 0 ? ['/'] : directories.map((directory) => `${directory}/${program}`);
}

function pathOf(env: readonly string[]): string {
  return env.find((variable) => variable.startsWith('PATH='))?.slice('PATH='.length) ?? '';
}

/** What a failed start means, with the same words on every technology. */
export const CANNOT_START = {
  missing: {
    kind: 'usage',
    meaning:
      "the image's command cannot be run: there is no such program, or no interpreter that its first line names",
    hint: "check the image's entrypoint and workload.command; a script needs the interpreter that its first line names",
  },
  forbidden: {
    kind: 'usage',
    meaning: "the image's command cannot be run: it may not be executed",
    hint: "make the file executable (chmod +x) in the image, or check the image's entrypoint and workload.command",
  },
  format: {
    kind: 'unavailable',
    meaning:
      "the image's command cannot be run: it is for another architecture, or a script whose first line does not begin with #!",
    hint: 'begin the script with #! and its interpreter, such as #!/bin/sh; or use an image of this architecture, or install qemu-user-static to emulate another',
  },
  directory: {
    kind: 'usage',
    meaning: "the image's working directory cannot be entered",
    hint: 'change WORKDIR in the image to a directory',
  },
} as const;

/** The error for a process that {@link becomeWorkload} could not become. */
export function startError(
  { step, errno }: CallFailure,
  { command, env, workingDirectory }: Pick<WorkloadProcess, 'command' | 'env' | 'workingDirectory'>,
): IsodenseError {
  const name = errorName(errno);
  if (step === STEPS.directory) return failure(CANNOT_START.directory, `${workingDirectory}: ${name}`);
  if (step !== STEPS.program)
    return new IsodenseError('internal', `the workload could not be started: ${step} failed with ${name}`);
  const [program = ''] = command;
  if (name === 'ENOEXEC') return failure(CANNOT_START.format, program);
  const place = program.includes('/') ? '' : ` in the directories of PATH=${pathOf(env)}`;
  if (place !== '' || name === 'ENOENT' || name === 'ENOTDIR')
    return failure(CANNOT_START.missing, `${program}${place}: ${name}`);
  if (name === 'EACCES' || name === 'EPERM') return failure(CANNOT_START.forbidden, `${program}: ${name}`);
  return new IsodenseError('usage', `the image's command cannot be run (${program}: ${name})`, {
    hint: CANNOT_START.missing.hint,
  });
}

function failure(
  { kind, meaning, hint }: (typeof CANNOT_START)[keyof typeof CANNOT_START],
  what: string,
): IsodenseError {
  return new IsodenseError(kind, `${meaning} (${what})`, { hint });
}

/** How a command that could not be started inside ends, as shells and engines have it. */
export function codeOf({ errno }: CallFailure): number {
  return errorName(errno) === 'ENOENT' ? 127 : 126;
}
