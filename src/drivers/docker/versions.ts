import { tryCommand } from '../../host/command.ts';
import { findProgram } from '../../host/files.ts';
import type { Engine } from './engine.ts';

/** Versions of the engine and of the runtime's program, where it is on this machine. */
export async function versionsOf(engine: Engine, runtime: string): Promise<Readonly<Record<string, string>>> {
  const path = engine.runtimes[runtime]?.path ?? runtime;
  const program = path.startsWith('/') ? path : findProgram(path);
  const said = program === undefined ? undefined : await tryCommand(program, ['--version']).catch(() => undefined);
  const version = said?.code === 0 ? /(\d[^\s]*)/.exec(said.stdout)?.[1] : undefined;
  return { engine: `${engine.version}${engine.managed ? ' (managed)' : ''}`, [runtime]: version ?? 'unknown' };
}
