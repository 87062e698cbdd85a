/**
 * An image is prepared once per run, by content, and handed to every driver as the same files:
 * a docker-archive (for engines) that flattens to one root filesystem (for processes and VMs).
 */
export interface PreparedImage {
  /** For people: `builtin hello`, `nginx:1.27`. */
  readonly description: string;
  /** `sha256:…` of the image's configuration; the key of everything cached from it. */
  readonly digest: string;
  /** Image in `docker save` format. */
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
  readonly workingDirectory: string;
}

/** What drivers need done with images. */
export interface ImageTools {
  /** Unpacks the image's layers into `directory` (which must be empty), whiteouts applied. */
  flatten(image: PreparedImage, directory: string, signal: AbortSignal): Promise<void>;
}

/** The process that an image starts: its entrypoint and its command, or the workload's command in the latter's place. */
export function argumentsOf(config: ImageConfig, command: readonly string[] | undefined): readonly string[] {
  return [...config.entrypoint, ...(command ?? config.command)];
}
