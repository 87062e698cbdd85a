import { join } from 'node:path';
import { CallList } from '../../host/calls/call-list.ts';
import { callerProgram } from '../../host/calls/caller.ts';
import { errorName, runCalls } from '../../host/calls/run-calls.ts';
import { isProgramArchitecture, type ProgramArchitecture } from '../../host/calls/static-program.ts';
import { ensureDirectory, makeExecutable, removeTree, writeBytes } from '../../host/files.ts';
import { hostArchitecture } from '../../host/platform.ts';
import { IsodenseError, messageOf } from '../../model/errors.ts';

/** The program that becomes a plain process (see host/calls/caller.ts), as a file. */
export interface Caller {
  readonly program: string;
  readonly architecture: ProgramArchitecture;
}

/** @throws IsodenseError (unavailable) on a host whose machine code is not known here */
export function writeCaller(directory: string): Caller {
  const architecture = hostArchitecture();
  if (!isProgramArchitecture(architecture)) {
    throw new IsodenseError(
      'unavailable',
      `plain processes can be started on amd64 and arm64, and this host is ${architecture}`,
      { hint: 'use containers here' },
    );
  }
  const program = join(ensureDirectory(directory), 'caller');
  writeBytes(program, callerProgram(architecture));
  makeExecutable(program);
  return { program, architecture };
}

/** Whether programs can be run from a directory at all. */
export async function tryCaller(directory: string, signal: AbortSignal): Promise<void> {
  try {
    const { program, architecture } = writeCaller(directory);
    const failure = await runCalls(program, new CallList(architecture), signal);
    if (failure !== undefined) throw new Error(errorName(failure.errno));
  } catch (error) {
    if (error instanceof IsodenseError) throw error;
    throw new IsodenseError('unavailable', `programs cannot be run from ${directory}: ${messageOf(error)}`, {
      hint: 'set ISODENSE_STATE to a directory on a file system that is not mounted with noexec',
    });
  } finally {
    removeTree(directory);
  }
}
