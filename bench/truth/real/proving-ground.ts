import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { tryCommand } from '../../../src/host/command.ts';
import { ensureDirectory, readText, removeTree, writeTextAtomically } from '../../../src/host/files.ts';
import { IsodenseError } from '../../../src/model/errors.ts';
import type { RunRecord } from '../../../src/model/records.ts';
import type { Judgement } from '../../../src/model/verdict.ts';

/** What a command line left: how it ended, how it was judged and what was recorded. */
export interface Proven {
  readonly code: number | null;
  readonly judgement: Judgement;
  readonly records: readonly RunRecord[];
}

/** A directory of its own in which the real command line is run on the real engine. */
export interface ProvingGround extends Disposable {
  readonly directory: string;
  file(name: string, text: string): string;
  /** `isodense ARGS`; `run` is followed by `gate`, since it judges nothing. */
  prove(name: string, args: readonly string[]): Promise<Proven>;
}

export function openProvingGround(progress: Writable): ProvingGround {
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
    prove: async (name, args) => {
      progress.write(`… ${name}: isodense ${args.join(' ')}\n`);
      const measured = await isodense([...args, '--out', name, '--quiet']);
      const { code, stderr } =
        measured.code === 0 && args[0] === 'run' ? await isodense(['gate', name]) : measured;
      if (code !== 0 && code !== 10)
        throw new IsodenseError(
          'internal',
          `isodense ${args.join(' ')} ended with ${code}: ${stderr.trim()}`,
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
