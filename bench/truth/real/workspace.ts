import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { tryCommand } from '../../../src/host/command.ts';
import {
  ensureDirectory,
  findProgram,
  makeExecutable,
  readBytes,
  readText,
  removeTree,
  writeBytes,
  writeTextAtomically,
} from '../../../src/host/files.ts';
import { IsodenseError } from '../../../src/model/errors.ts';
import type { RunRecord } from '../../../src/model/records.ts';
import type { Judgement } from '../../../src/model/verdict.ts';

/** What a command left in its run directory, and its exit code. */
export interface Outcome {
  readonly code: number | null;
  readonly judgement: Judgement;
  readonly records: readonly RunRecord[];
}

/** A temporary directory in which the real command line runs on the real engine. */
export interface Workspace extends Disposable {
  readonly directory: string;
  file(name: string, text: string): string;
  /**
   * Runs an isodense command, its arguments separated by spaces, into the directory `name`. `run` is followed
   * by `gate`, since `run` does not judge.
   */
  run(name: string, command: string): Promise<Outcome>;
}

export function openWorkspace(progress: Writable): Workspace {
  const directory = mkdtempSync(join(tmpdir(), 'isodense-truth-'));
  const isodense = (args: readonly string[]) =>
    tryCommand(process.execPath, [join(process.cwd(), 'bin/isodense.js'), ...args], {
      cwd: directory,
      deadlineMs: 6 * 3_600_000,
    });
  return {
    directory,
    file: (name, text) => {
      const path = join(directory, name);
      ensureDirectory(join(path, '..'));
      writeTextAtomically(path, text);
      return path;
    },
    run: async (name, command) => {
      progress.write(`… ${name}: isodense ${command}\n`);
      const measured = await isodense([...command.split(' '), '--out', name, '--quiet']);
      const { code, stderr } =
        measured.code === 0 && command.startsWith('run ') ? await isodense(['gate', name]) : measured;
      if (code !== 0 && code !== 10)
        throw new IsodenseError(
          'internal',
          `isodense ${command}: expected exit code 0 or 10, got ${code}: ${stderr.trim()}`,
        );
      const read = (file: string): string => readText(join(directory, name, file));
      return {
        code,
        judgement: JSON.parse(read('verdicts.json')) as Judgement,
        records: read('samples.jsonl')
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line) as RunRecord),
      };
    },
    [Symbol.dispose]: () => removeTree(directory),
  };
}

/** Writes a directory that an engine builds an image from: a shell and the script it runs. */
export function writeApplication(workspace: Workspace, name: string, start: string): string {
  const busybox = findProgram('busybox');
  if (busybox === undefined)
    throw new IsodenseError('unavailable', 'expected a static busybox on PATH to build an image from', {
      hint: 'npm run setup installs it',
    });
  workspace.file(
    `${name}/Dockerfile`,
    'FROM scratch\nCOPY busybox /bin/busybox\nCOPY start /start\nENV PATH=/bin\nENTRYPOINT ["/bin/busybox", "sh", "/start"]\n',
  );
  workspace.file(`${name}/start`, start);
  const copy = join(workspace.directory, name, 'busybox');
  writeBytes(copy, readBytes(busybox));
  makeExecutable(copy);
  return join(workspace.directory, name);
}
