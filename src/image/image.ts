import { IsodenseError } from '../model/errors.ts';

/**
 * An image is prepared once per run, by content, and passed to every driver as the same files: a
 * docker-archive (for engines) that flattens to one root filesystem (for processes and VMs).
 */
export interface PreparedImage {
  /** For people: `builtin hello`, `nginx:1.27`. */
  readonly description: string;
  /** `sha256:…` of the image's configuration; the key of everything cached from it. */
  readonly digest: string;
  /** The image alone in `docker save` format, without a name, with every digest verified. */
  readonly archive: string;
  readonly config: ImageConfig;
  /** The image's architecture is not the host's. */
  readonly foreign: boolean;
}

export interface ImageConfig {
  readonly architecture: string;
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  /** `NAME=value`. */
  readonly env: readonly string[];
  /** `uid`, `uid:gid` or names from the image's own /etc/passwd; empty for root. */
  readonly user: string;
  /** Absolute; `/` where the image names none. */
  readonly workingDirectory: string;
  /** The signal that asks the workload to end: a name or a number; empty for SIGTERM. */
  readonly stopSignal: string;
  /** Directories that exist even if no layer contains them, sorted. */
  readonly volumes: readonly string[];
}

/** What drivers need to have done with images. */
export interface ImageTools {
  /**
   * Unpacks the image's layers, whiteouts applied, into `directory`, which must be empty and closed to other
   * users.
   */
  flatten(image: PreparedImage, directory: string, signal: AbortSignal): Promise<void>;
}

/**
 * The key of an image's unpacked files in caches. The digest covers the layers, and the number the way in
 * which they were verified and unpacked: an entry that an earlier version created is never used again.
 */
export function cacheKey(image: PreparedImage): string {
  return `${image.digest.replace(':', '-')}-v2`;
}

/**
 * The process that an image starts: its entrypoint and its command, which the workload's command replaces.
 * @throws IsodenseError (usage) if that is not a program: an engine would refuse it too
 */
export function argumentsOf(
  { config, description }: Pick<PreparedImage, 'config' | 'description'>,
  command: readonly string[] | undefined,
): readonly string[] {
  const all = [...config.entrypoint, ...(command ?? config.command)];
  if (all.length === 0) {
    throw new IsodenseError(
      'usage',
      `the image ${description} starts nothing: it has neither an entrypoint nor a command`,
      { hint: 'set workload.command, or add a CMD to the image' },
    );
  }
  if (all[0] === '') {
    throw new IsodenseError(
      'usage',
      `the image ${description} starts a program with an empty name: ` +
        `the first word of ${JSON.stringify(all)} is empty`,
      {
        hint:
          config.entrypoint.length === 0
            ? 'set workload.command, or change CMD in the image'
            : 'change ENTRYPOINT in the image',
      },
    );
  }
  if (all.some((argument) => argument.includes('\0'))) {
    throw new IsodenseError(
      'usage',
      `the command of the image ${description} contains a NUL character, ` +
        `which no argument of a program can contain: ${JSON.stringify(all)}`,
      { hint: 'change workload.command or the image' },
    );
  }
  return all;
}
