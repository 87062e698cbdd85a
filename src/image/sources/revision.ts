import { tryCommand } from '../../host/command.ts';
import { ensureDirectory, fileExists, findProgram, removeTree } from '../../host/files.ts';
import { InputFile } from '../../host/input-file.ts';
import { IsodenseError } from '../../model/errors.ts';
import { roomAt } from '../archive/room.ts';
import { unpack } from '../layers/flatten.ts';
import { Malformed } from '../malformed.ts';

/**
 * Writes a directory of a git repository, as it was at a revision, into `target`: committed files only,
 * nothing of the working tree, and no submodules. The repository itself is only read.
 * @throws IsodenseError (unavailable) without git; (usage) if there is no such repository, revision or
 * directory in it
 */
export async function checkOutRevision(
  directory: string,
  revision: string,
  target: string,
  signal: AbortSignal,
): Promise<void> {
  const git = findProgram('git');
  if (git === undefined)
    throw new IsodenseError(
      'unavailable',
      `image.revision: ${revision} of ${directory} is not available: git is not installed on this host`,
      { hint: 'install git, or remove revision: to build from the directory as it is' },
    );
  if (!fileExists(directory))
    throw new IsodenseError('usage', `image.build: there is no directory ${directory}`, {
      hint: 'the path is relative to the scenario file, and must exist now to identify the repository',
    });
  // --end-of-options: a revision is never parsed as an option.
  const found = await tryCommand(
    git,
    ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`],
    { cwd: directory, signal },
  );
  const commit = found.stdout.trim();
  if (found.code !== 0 || commit === '') {
    const said = found.stderr.trim();
    throw new IsodenseError(
      'usage',
      `image.revision: ${directory} has no revision ${revision}${said === '' ? '' : `: ${said}`}`,
      {
        hint: 'git log --oneline lists the revisions; a shallow clone needs git fetch --unshallow or --tags',
      },
    );
  }
  await extract(git, directory, commit, ensureDirectory(target), signal);
}

/** In a subdirectory, `git archive` writes only that subdirectory, with paths relative to it. */
async function extract(
  git: string,
  directory: string,
  commit: string,
  target: string,
  signal: AbortSignal,
): Promise<void> {
  const archive = `${target}.tar`;
  try {
    const made = await tryCommand(git, ['archive', '--format=tar', `--output=${archive}`, commit], {
      cwd: directory,
      signal,
    });
    if (made.code !== 0)
      throw new IsodenseError(
        'usage',
        `image.build: ${directory} cannot be read at ${commit}: ${made.stderr.trim()}`,
        { hint: 'the directory must have been committed at that revision' },
      );
    await using file = await InputFile.open(archive);
    if (file === undefined)
      throw new IsodenseError('internal', `git archive ended without an error, but ${archive} is not a file`);
    await unpack(file, target, roomAt(archive), signal);
  } catch (error) {
    throw error instanceof Malformed
      ? new IsodenseError('usage', `image.build: ${directory} at ${commit} has ${error.message}`)
      : error;
  } finally {
    removeTree(archive);
  }
}
