/**
 * A root filesystem, or the part of it in one layer, in memory: paths are resolved and rules applied here,
 * where nothing can lead to the host, and only the result is written. Two names of one file share the same
 * object.
 */
export type Node = Directory | File | Symlink | SpecialFile;

export interface Attributes {
  /** Permissions with set-ID and sticky bits. */
  mode: number;
  uid: number;
  gid: number;
  /** Seconds since 1970; undefined for a directory without an entry. */
  mtime: number | undefined;
  /** Names and values as byte strings (latin1). */
  readonly xattrs: Map<string, string>;
}

export interface Directory {
  readonly kind: 'directory';
  readonly attributes: Attributes;
  readonly children: Map<string, Node>;
  /** Hides the content of this directory in the layers below. */
  opaque: boolean;
}

/** Which entry of which layer has a file's content, both counted from 0. */
export interface ContentSource {
  readonly layer: number;
  readonly entry: number;
  /** Bytes, holes included. */
  readonly size: number;
}

export interface File {
  readonly kind: 'file';
  readonly attributes: Attributes;
  readonly source: ContentSource;
}

export interface Symlink {
  readonly kind: 'symlink';
  readonly attributes: Attributes;
  readonly target: string;
}

export interface SpecialFile {
  readonly kind: 'special';
  readonly attributes: Attributes;
  readonly type: 'character' | 'block' | 'fifo';
  readonly major: number;
  readonly minor: number;
}

export function newDirectory(attributes = plainAttributes(0o755)): Directory {
  return { kind: 'directory', attributes, children: new Map(), opaque: false };
}

export function plainAttributes(mode: number): Attributes {
  return { mode, uid: 0, gid: 0, mtime: undefined, xattrs: new Map() };
}

/** An overlay file system treats a character device 0/0 as a deleted name, whoever created it. */
export function newWhiteout(): SpecialFile {
  return { kind: 'special', attributes: plainAttributes(0), type: 'character', major: 0, minor: 0 };
}

export function isWhiteout(node: Node): boolean {
  return node.kind === 'special' && node.type === 'character' && node.major === 0 && node.minor === 0;
}
