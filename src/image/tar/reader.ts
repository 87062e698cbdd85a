import { BOUNDS } from '../bounds.ts';
import { Malformed, shown } from '../malformed.ts';
import { BLOCK, decodeHeader, isZeroBlock, paddingAfter, type RawHeader } from './header.ts';
import { decodePax, paxInteger, paxTime, type PaxRecords } from './pax.ts';
import { extentsOf, leadingMap, listedExtents, sparseFormat, type Extent } from './sparse.ts';

const XATTR = 'SCHILY.xattr.';
const NO_XATTRS: ReadonlyMap<string, string> = new Map();

/** An entry with its extended header applied. Names and attributes are byte strings (latin1). */
export interface TarEntry extends Readonly<RawHeader> {
  /** Size of the complete content, holes included. */
  readonly size: number;
  /** Where the stored content starts, in bytes from the start of the archive, and how long it is. */
  readonly contentAt: number;
  readonly stored: number;
  /** Extended attributes, by `SCHILY.xattr.` records. */
  readonly xattrs: ReadonlyMap<string, string>;
}

export interface TarConsumer {
  /** Called for every entry. False: its content is not needed, and may be skipped (see `skippable`). */
  entry(entry: TarEntry): boolean;
  /** A piece of the entry's content and its position; holes are never delivered. */
  content?(piece: Buffer, offset: number): void;
  /** All of the content has been delivered. */
  entryEnd?(): void;
}

/**
 * Reads a tar archive that is pushed in pieces of any size, as engines read layers (Go's archive/tar):
 * names and attributes are bytes in no encoding, sparse files of the PAX formats are supported, global
 * headers are ignored, and two blocks of zeros end the archive whatever follows. tar-stream, which writes
 * our archives, does none of these: it decodes extended headers as UTF-8, so that file capabilities are
 * lost, and it reads on after the end.
 */
export class TarReader {
  readonly #consumer: TarConsumer;
  #state: 'header' | 'extension' | 'map' | 'content' | 'padding' | 'end' = 'header';
  /** The results of a header, an extension or a list of extents. */
  #pending: Buffer = Buffer.alloc(0);
  /** Bytes that have been pushed or skipped. */
  #position = 0;
  /** Bytes until the state changes, `pending` not counted. */
  #missing = BLOCK;
  #padding = 0;
  #zeroBlocks = 0;
  #extension: RawHeader | undefined;
  #pax: PaxRecords = new Map();
  #longName: string | undefined;
  #longLink: string | undefined;
  #entry: { readonly raw: RawHeader; readonly records: PaxRecords } | undefined;
  #extents: readonly Extent[] = [];
  #wanted = false;
  /** Where the next stored byte belongs: the extent, and bytes into it. */
  #extent = 0;
  #intoExtent = 0;

  constructor(consumer: TarConsumer) {
    this.#consumer = consumer;
  }

  /**
   * How many of the next bytes are not needed. The caller may `skip` any number of them instead of pushing
   * them.
   */
  get skippable(): number {
    return (this.#state === 'content' && !this.#wanted) || this.#state === 'padding' ? this.#missing : 0;
  }

  /** The archive's end mark was read; everything after it is ignored. */
  get ended(): boolean {
    return this.#state === 'end';
  }

  skip(bytes: number): void {
    this.#missing -= bytes;
    this.#position += bytes;
    this.#advance();
  }

  push(chunk: Buffer): void {
    for (let at = 0; at < chunk.length && this.#state !== 'end';) {
      const piece = chunk.subarray(at, at + this.#missing);
      at += piece.length;
      this.#position += piece.length;
      this.#missing -= piece.length;
      if (this.#state === 'content') this.#deliver(piece);
      else if (this.#state !== 'padding')
        this.#pending = this.#pending.length === 0 ? piece : Buffer.concat([this.#pending, piece]);
      this.#advance();
    }
  }

  /** Call at the end of the data. Throws if the archive stops in the middle of something. */
  finish(): void {
    const isBetweenEntries =
      this.#state === 'header' && this.#pending.length === 0 && this.#extension === undefined;
    if (this.#state !== 'end' && !isBetweenEntries)
      throw new Malformed('an archive that ends in the middle of an entry: it is truncated');
  }

  #advance(): void {
    while (this.#missing === 0 && this.#state !== 'end') this.#step();
  }

  #step(): void {
    const pending = this.#pending;
    this.#pending = Buffer.alloc(0);
    switch (this.#state) {
      case 'header':
        return this.#header(pending);
      case 'extension':
        this.#takeExtension(pending);
        return this.#expect('padding', this.#padding);
      case 'map':
        return this.#map(pending);
      case 'content':
        this.#consumer.entryEnd?.();
        return this.#expect('padding', this.#padding);
      case 'padding':
        return this.#expect('header', BLOCK);
      case 'end':
    }
  }

  #expect(state: 'header' | 'extension' | 'map' | 'content' | 'padding', bytes: number): void {
    this.#state = state;
    this.#missing = bytes;
  }

  #header(block: Buffer): void {
    if (isZeroBlock(block)) {
      this.#zeroBlocks += 1;
      if (this.#zeroBlocks === 2) this.#state = 'end';
      else this.#expect('header', BLOCK);
      return;
    }
    if (this.#zeroBlocks > 0) throw new Malformed('a block of zeros between two entries');
    const raw = decodeHeader(block);
    this.#padding = paddingAfter(raw.size).length;
    if ('xgLK'.includes(raw.type)) {
      if (raw.size > BOUNDS.extendedHeader)
        throw new Malformed(`an extended header of ${raw.size} bytes, more than ${BOUNDS.extendedHeader}`);
      this.#extension = raw;
      this.#expect('extension', raw.size);
      return;
    }
    this.#begin(raw);
  }

  #takeExtension(bytes: Buffer): void {
    const raw = this.#extension!;
    if (raw.type === 'x') this.#pax = decodePax(bytes);
    else if (raw.type === 'L') this.#longName = untilNul(bytes);
    else if (raw.type === 'K') this.#longLink = untilNul(bytes);
    else {
      decodePax(bytes);
      // It would change all following entries, but engines ignore it. They do treat it as an entry, though.
      this.#extension = undefined;
      this.#consumer.entry({ ...raw, size: 0, contentAt: this.#position, stored: 0, xattrs: new Map() });
    }
  }

  #begin(raw: RawHeader): void {
    const records = this.#pax;
    raw.name = records.get('path') || raw.name;
    raw.linkName = records.get('linkpath') || raw.linkName;
    raw.uid = paxInteger(records, 'uid') ?? raw.uid;
    raw.gid = paxInteger(records, 'gid') ?? raw.gid;
    raw.mtime = paxTime(records, 'mtime') ?? raw.mtime;
    const size = paxInteger(records, 'size') ?? raw.size;
    if (size < 0) throw new Malformed('an entry of negative size');
    if (!'123456'.includes(raw.type)) raw.size = size;
    raw.name = this.#longName || raw.name;
    raw.linkName = this.#longLink || raw.linkName;
    // The old format marked a directory with a slash at the end of its name.
    if (raw.type === '\0') raw.type = raw.name.endsWith('/') ? '5' : '0';
    this.#padding = paddingAfter(raw.size).length;
    this.#extension = undefined;
    this.#pax = new Map();
    this.#longName = this.#longLink = undefined;
    this.#entry = { raw, records };
    const format = raw.type === '0' ? sparseFormat(records) : undefined;
    if (format === 'before content') return this.#expect('map', Math.min(raw.size, BLOCK));
    if (format === undefined) return this.#announce([{ offset: 0, length: raw.size }], raw.size, raw.size);
    const real = realSize(records) ?? raw.size;
    this.#announce(extentsOf(listedExtents(records), real, raw.size), real, raw.size);
  }

  #map(bytes: Buffer): void {
    const { raw, records } = this.#entry!;
    const found = leadingMap(bytes);
    if (found === undefined) {
      if (bytes.length >= Math.min(raw.size, BOUNDS.extendedHeader))
        throw new Malformed('a sparse file without a list of extents');
      this.#pending = bytes;
      return this.#expect('map', Math.min(raw.size - bytes.length, bytes.length)); // doubles
    }
    const stored = raw.size - found.length;
    const surplus = bytes.subarray(found.length);
    if (stored < 0) throw new Malformed('a sparse file without a list of extents');
    const real = realSize(records) ?? raw.size;
    this.#announce(extentsOf(found.numbers, real, stored), real, stored, this.#position - surplus.length);
    this.#missing -= surplus.length;
    if (surplus.length > 0) this.#deliver(surplus);
  }

  #announce(extents: readonly Extent[], size: number, stored: number, contentAt = this.#position): void {
    const { raw, records } = this.#entry!;
    const name = records.get('GNU.sparse.name');
    // a spread costs several times as much, for every entry
    const { mode, uid, gid, mtime, type, linkName, major, minor } = raw;
    const entry: TarEntry = {
      name: type === '0' && name ? name : raw.name,
      mode,
      uid,
      gid,
      size,
      mtime,
      type,
      linkName,
      major,
      minor,
      contentAt,
      stored,
      xattrs: xattrsOf(records),
    };
    if (entry.name.includes('\0') || entry.linkName.includes('\0'))
      throw new Malformed(`a NUL in the name ${shown(entry.name)}`);
    this.#extents = extents;
    this.#extent = 0;
    this.#intoExtent = 0;
    this.#expect('content', stored);
    this.#wanted = this.#consumer.entry(entry);
  }

  #deliver(piece: Buffer): void {
    if (!this.#wanted) return;
    for (let at = 0; at < piece.length;) {
      const { offset, length } = this.#extents[this.#extent]!;
      const part = piece.subarray(at, at + length - this.#intoExtent);
      if (part.length > 0) this.#consumer.content?.(part, offset + this.#intoExtent);
      at += part.length;
      this.#intoExtent += part.length;
      if (this.#intoExtent < length) continue;
      this.#extent += 1;
      this.#intoExtent = 0;
    }
  }
}

function xattrsOf(records: PaxRecords): ReadonlyMap<string, string> {
  if (records.size === 0) return NO_XATTRS;
  const xattrs = new Map<string, string>();
  for (const [key, value] of records)
    if (key.startsWith(XATTR) && value !== '') xattrs.set(key.slice(XATTR.length), value);
  return xattrs;
}

function realSize(records: PaxRecords): number | undefined {
  const size = paxInteger(records, 'GNU.sparse.size') ?? paxInteger(records, 'GNU.sparse.realsize');
  if (size !== undefined && size < 0) throw new Malformed('an entry of negative size');
  return size;
}

function untilNul(bytes: Buffer): string {
  const end = bytes.indexOf(0);
  return bytes.toString('latin1', 0, end < 0 ? bytes.length : end);
}
