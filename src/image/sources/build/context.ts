import { join } from 'node:path';
import { fileExists, isDirectory, readRegularFileIfAny, realPath } from '../../../host/files.ts';
import type { WalkChoice } from '../../../host/walk.ts';
import { IsodenseError } from '../../../model/errors.ts';
import type { BuildSource } from '../../../model/scenario.ts';
import { IgnorePatterns } from './ignore.ts';

/** The input of a build: a directory without ignored files, and a Dockerfile in it. */
export interface BuildContext {
  readonly directory: string;
  /** Path of the Dockerfile in the directory. */
  readonly dockerfile: string;
  readonly text: string;
  choose(path: string, isDirectory: boolean): WalkChoice;
}

/**
 * The context that `docker build` would send, with the Dockerfile and .dockerignore even if they are
 * excluded: the engine needs them. The classic builder keeps those two out of the image; BuildKit does not
 * when it gets a tar, so `COPY . .` copies them. `NAME.dockerignore` beside a Dockerfile NAME replaces
 * .dockerignore.
 * @throws IsodenseError (usage) for files that are missing or cannot be read
 */
export function readContext(source: BuildSource): BuildContext {
  const written = source.directory;
  const directory = realPath(written);
  if (directory === undefined)
    throw new IsodenseError('usage', `image.build: there is no directory ${written}`, {
      hint: 'the path is relative to the scenario file',
    });
  if (!isDirectory(directory))
    throw new IsodenseError('usage', `image.build: ${written} is not a directory`, {
      hint: 'give the directory that contains the Dockerfile; dockerfile: NAME selects another file in it',
    });
  const dockerfile = source.dockerfile ?? 'Dockerfile';
  const text = readDockerfile(directory, dockerfile, written);
  const [ignoreFile, patterns] = ignoreTextOf(directory, dockerfile);
  const ignored = IgnorePatterns.parse(patterns, join(written, ignoreFile), [dockerfile, '.dockerignore']);
  return { directory, dockerfile, text, choose: (path, isDir) => ignored.choose(path, isDir) };
}

function readDockerfile(directory: string, dockerfile: string, written: string): string {
  const path = join(directory, dockerfile);
  const real = realPath(path);
  if (real === undefined)
    throw new IsodenseError('usage', `image.build: there is no ${dockerfile} in ${written}`, {
      hint:
        dockerfile === 'Dockerfile'
          ? 'create one, or name the file: image: { build: DIR, dockerfile: NAME }'
          : 'dockerfile: is a path relative to the directory of build:',
    });
  if (!real.startsWith(`${directory}/`) || !path.startsWith(`${directory}/`))
    throw new IsodenseError('usage', `image.dockerfile: ${dockerfile} is outside of ${written}`, {
      hint: 'the Dockerfile must be in the directory of build:',
    });
  const text = readRegularFileIfAny(path);
  if (text === undefined)
    throw new IsodenseError('usage', `image.build: ${path} cannot be read`, {
      hint: 'it must be a file that this user may read',
    });
  if (text.trim() === '')
    throw new IsodenseError('usage', `image.build: ${path} is empty`, {
      hint: 'a Dockerfile starts with FROM',
    });
  return text;
}

function ignoreTextOf(directory: string, dockerfile: string): [file: string, text: string] {
  for (const file of [`${dockerfile}.dockerignore`, '.dockerignore']) {
    const path = join(directory, file);
    if (!fileExists(path)) continue;
    const text = readRegularFileIfAny(path);
    // Other patterns, or none, would send files that this one excludes.
    if (text === undefined)
      throw new IsodenseError('usage', `image.build: ${path} cannot be read`, {
        hint: 'it must be a file that this user may read',
      });
    return [file, text];
  }
  return ['.dockerignore', ''];
}
