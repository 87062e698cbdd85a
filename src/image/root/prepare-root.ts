import { createHash } from 'node:crypto';
import { dirname } from 'node:path';
import { z } from 'zod';
import { isDirectory, readRegularFileIfAny, writePublicFile } from '../../host/files.ts';
import { makeMissingDirectory } from '../../host/tree.ts';
import { IsodenseError } from '../../model/errors.ts';
import { cacheKey, type ImageConfig, type PreparedImage } from '../image.ts';
import { resolveUser, type ImageUser } from './image-user.ts';
import { insideRoot } from './inside-root.ts';

/** Files that differ from instance to instance, so every engine replaces them. */
const INSTANCE_FILES = ['/etc/hosts', '/etc/hostname', '/etc/resolv.conf'] as const;

export type InstanceFile = (typeof INSTANCE_FILES)[number];

/** What a technology needs to know about a root filesystem to run the image from it. */
export interface PreparedRoot {
  readonly user: ImageUser;
  /** The targets of the image's links, as paths inside it. */
  readonly files: Readonly<Record<InstanceFile, string>>;
}

/**
 * Adds to an unpacked image what an engine adds when it creates a container: the working directory and the
 * volumes, if missing, and empty files for {@link INSTANCE_FILES}. Resolves the user by the image's own
 * files. Every path is resolved inside `root`.
 * @throws IsodenseError (usage) if the image's configuration does not fit its files
 */
export function prepareRoot(root: string, config: ImageConfig): PreparedRoot {
  makeInside(root, config.workingDirectory, 'working directory');
  for (const volume of config.volumes) makeInside(root, volume, 'volume');
  const files = Object.fromEntries(INSTANCE_FILES.map((file) => [file, emptyFile(root, file)])) as Record<
    InstanceFile,
    string
  >;
  return {
    user: resolveUser(config.user, textInside(root, '/etc/passwd'), textInside(root, '/etc/group')),
    files,
  };
}

/**
 * The key in caches of something made from a prepared root: the image's files, and the parts of its
 * configuration that {@link prepareRoot} reads.
 */
export function preparedRootKey(image: PreparedImage): string {
  const { user, workingDirectory, volumes } = image.config;
  return `${cacheKey(image)}-${createHash('sha256')
    .update(JSON.stringify([user, workingDirectory, volumes]))
    .digest('hex')
    .slice(0, 12)}`;
}

const id = z
  .int()
  .min(0)
  .max(2 ** 32 - 1);
const preparedRoot = z.object({
  user: z.object({ uid: id, gid: id, groups: z.array(id), home: z.string() }),
  files: z.object({ '/etc/hosts': z.string(), '/etc/hostname': z.string(), '/etc/resolv.conf': z.string() }),
});

/** A prepared root that was stored as JSON; undefined for any other text. */
export function parsePreparedRoot(text: string): PreparedRoot | undefined {
  try {
    return preparedRoot.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

function makeInside(root: string, path: string, what: string): void {
  const directory = insideRoot(root, path);
  try {
    makeMissingDirectory(directory, 0o755);
  } catch (cause) {
    throw new IsodenseError('usage', `the image's ${what} ${path} is not a directory`, {
      hint: 'change the image: it has a file in that place',
      cause,
    });
  }
}

function emptyFile(root: string, file: InstanceFile): string {
  const path = insideRoot(root, file);
  makeInside(root, dirname(path.slice(root.length)), `place for ${file},`);
  if (isDirectory(path))
    throw new IsodenseError('usage', `the image has a directory at ${file}, where a file belongs`, {
      hint: 'change the image',
    });
  writePublicFile(path, '');
  return path.slice(root.length);
}

function textInside(root: string, path: string): string {
  return readRegularFileIfAny(insideRoot(root, path)) ?? '';
}
