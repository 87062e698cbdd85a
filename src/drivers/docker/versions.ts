import { tryCommand } from '../../host/command.ts';
import { findProgram, realPath } from '../../host/files.ts';
import { isLocal } from './address.ts';
import type { Engine } from './engine.ts';
import { DEADLINES } from '../../model/deadlines.ts';

/** Programs that are known to answer `--version` and to do nothing else then. */
const RUNTIMES: ReadonlySet<string> = new Set([
  'runc',
  'crun',
  'youki',
  'runsc',
  'kata-runtime',
  'sysbox-runc',
  'nvidia-container-runtime',
]);

/** Versions of the engine and of the runtime's program, where it is on this machine. */
export async function versionsOf(engine: Engine, runtime: string): Promise<Readonly<Record<string, string>>> {
  const program = isLocal(engine.endpoint.address)
    ? runtimeProgram(engine.runtimes[runtime]?.path ?? runtime)
    : undefined;
  const said =
    program === undefined
      ? undefined
      : await tryCommand(program, ['--version'], { deadlineMs: DEADLINES.quickCommand }).catch(
          () => undefined,
        );
  const version = said?.code === 0 ? /(\d[^\s]*)/.exec(said.stdout)?.[1] : undefined;
  return {
    engine: `${engine.version}${engine.managed ? ' (managed)' : ''}`,
    [runtime]: version ?? 'unknown',
  };
}

/**
 * The program on this user's own PATH that an engine runs as a runtime. Whoever answers at the engine's
 * address chooses the path that it tells, so that path itself is never run: it is only compared with what is
 * found here by a known name.
 */
function runtimeProgram(told: string): string | undefined {
  const name = told.slice(told.lastIndexOf('/') + 1);
  const found = RUNTIMES.has(name) ? findProgram(name) : undefined;
  if (found === undefined) return undefined;
  return told === name || realPath(told) === realPath(found) ? found : undefined;
}
