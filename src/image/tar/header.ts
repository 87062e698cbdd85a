import { Malformed } from '../malformed.ts';

/** One 512-byte header as in POSIX ustar, GNU and the old format. Names are byte strings (latin1). */
export interface RawHeader {
  name: string;
  mode: number;
  uid: number;
  gid: number;
  /** Content that follows, bytes. */
  size: number;
  /** Seconds since 1970. */
  mtime: number;
  /**
   * `0` file, `1` hard link, `2` symbolic link, `3` and `4` devices, `5` directory, `6` FIFO, NUL as in the
   * old format, `x` and others: extensions.
   */
  type: string;
  linkName: string;
  major: number;
  minor: number;
}

export const BLOCK = 512;
const BLANK = 0x20;

/** Types that have no content, whatever their size says. */
const WITHOUT_CONTENT = new Set(['1', '2', '3', '4', '5', '6']);

export function decodeHeader(block: Buffer): RawHeader {
  if (!isChecksumRight(block))
    throw new Malformed('a header with a wrong checksum: it is damaged, or not a tar archive');
  const magic = block.toString('latin1', 257, 265);
  const isUstar = magic.startsWith('ustar\0');
  const type = String.fromCharCode(block[156]!);
  const name = text(block, 0, 100);
  const prefix = isUstar ? text(block, 345, 155) : '';
  const hasDevices = isUstar || magic === 'ustar  \0';
  const size = numeric(block, 124, 12, 'size');
  if (size < 0) throw new Malformed('an entry of negative size');
  return {
    name: prefix === '' ? name : `${prefix}/${name}`,
    mode: numeric(block, 100, 8, 'mode'),
    uid: numeric(block, 108, 8, 'uid'),
    gid: numeric(block, 116, 8, 'gid'),
    size: WITHOUT_CONTENT.has(type) ? 0 : size,
    mtime: numeric(block, 136, 12, 'mtime'),
    type,
    linkName: text(block, 157, 100),
    major: hasDevices ? numeric(block, 329, 8, 'major') : 0,
    minor: hasDevices ? numeric(block, 337, 8, 'minor') : 0,
  };
}

export function isZeroBlock(block: Buffer): boolean {
  return block.every((byte) => byte === 0);
}

/**
 * A regular file's header, owned by root and from 1970. The name must be plain ASCII of at most 100 bytes.
 */
export function encodeFileHeader(name: string, size: number): Buffer {
  const block = Buffer.alloc(BLOCK);
  block.write(name, 0, 100, 'latin1');
  block.write('0000644\0', 100);
  block.write('0000000\0', 108);
  block.write('0000000\0', 116);
  const octal = size.toString(8);
  if (octal.length < 12) {
    block.write(`${octal.padStart(11, '0')}\0`, 124);
  } else {
    block.writeUInt8(0x80, 124);
    block.writeBigUInt64BE(BigInt(size), 128);
  }
  block.write('00000000000\0', 136);
  block.write('0', 156);
  block.write('ustar\x0000', 257);
  block.write(`${checksum(block).toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}

/** Padding of an entry's content to whole blocks. */
export function paddingAfter(size: number): Buffer {
  return Buffer.alloc((BLOCK - (size % BLOCK)) % BLOCK);
}

function text(block: Buffer, offset: number, length: number): string {
  const nul = block.indexOf(0, offset);
  return block.toString('latin1', offset, nul < 0 ? offset + length : Math.min(nul, offset + length));
}

/** Octal digits with spaces and NULs around, or a big-endian number marked by the highest bit. */
function numeric(block: Buffer, offset: number, length: number, what: string): number {
  const value = (block[offset]! & 0x80) === 0 ? octal(block, offset, length) : binary(block, offset, length);
  if (value === undefined || !Number.isSafeInteger(value))
    throw new Malformed(`a header with a ${what} that is not a number`);
  return value;
}

function octal(block: Buffer, offset: number, length: number): number | undefined {
  let at = offset;
  let end = offset + length;
  while (at < end && (block[at] === BLANK || block[at] === 0)) at += 1;
  const nul = block.indexOf(0, at);
  if (nul >= 0 && nul < end) end = nul;
  while (end > at && block[end - 1] === BLANK) end -= 1;
  let value = 0;
  for (; at < end; at += 1) {
    const digit = block[at]! - 0x30;
    if (digit < 0 || digit > 7) return undefined;
    value = value * 8 + digit;
  }
  return value;
}

function binary(block: Buffer, offset: number, length: number): number {
  const isNegative = (block[offset]! & 0x40) !== 0;
  let value = isNegative ? -1n : 0n;
  for (let at = 0; at < length; at += 1) {
    const byte = at === 0 ? (block[offset]! & 0x7f) | (isNegative ? 0x80 : 0) : block[offset + at]!;
    value = (value << 8n) | BigInt(byte);
  }
  return Number(isNegative ? BigInt.asIntN(8 * length, value) : value);
}

function isChecksumRight(block: Buffer): boolean {
  const stored = octal(block, 148, 8);
  return stored === checksum(block) || stored === checksum(block, true);
}

/** The sum of all bytes, with its own field as spaces. Old programs added signed bytes. */
function checksum(block: Buffer, signed = false): number {
  let sum = 8 * 0x20;
  for (let at = 0; at < BLOCK; at += 1) {
    if (at === 148) at = 156;
    const byte = block[at]!;
    sum += signed && byte > 127 ? byte - 256 : byte;
  }
  return sum;
}
