/**
 * Upper bounds for an image. Real images are far below them; an archive that exceeds one is refused before
 * it costs anything.
 */
export const BOUNDS = {
  /** Size of a manifest, index or configuration. Bytes. */
  document: 4 * 2 ** 20,
  /** Files, directories and links of an archive. */
  members: 10_000,
  /** Images that an archive may offer. */
  images: 1_000,
  /** As many layers as an engine can stack with an overlay file system. */
  layers: 125,
  /** Indexes within indexes. */
  nesting: 4,
  /** Entries of all layers together, whiteouts and replaced ones included. */
  entries: 1_000_000,
  /** Names, link targets and extended attributes of all entries together. Bytes. */
  texts: 256 * 2 ** 20,
  /**
   * Names of paths and link targets that are looked up to place all entries. About ten seconds of work,
   * during which other tasks still run.
   */
  steps: 200_000_000,
  /** Device nodes and FIFOs. */
  specialFiles: 4_096,
  /** A long name or the extended header of one entry. Bytes. */
  extendedHeader: 2 ** 20,
  /**
   * A path in a layer, and a link's target. Bytes; leaves space for the host's own directories below
   * PATH_MAX.
   */
  path: 3_072,
  /** One name of a path. Bytes. */
  name: 255,
  /**
   * Names of a file's extended attributes together, each with a NUL: as in the kernel (XATTR_LIST_MAX).
   * Bytes.
   */
  attributeNames: 65_536,
  /** Volumes of a configuration. */
  volumes: 1_000,
  /** Entries of each list of a configuration: environment, entrypoint and command. */
  words: 10_000,
  /**
   * One of these entries; the kernel starts no program with a longer one (MAX_ARG_STRLEN, minus the NUL).
   * Bytes.
   */
  word: 131_071,
  /** An extended attribute's value: as in the kernel. Bytes. */
  attribute: 65_536,
} as const;
