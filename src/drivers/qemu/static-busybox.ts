import { findProgram, readBytes } from '../../host/files.ts';

/**
 * ELF64, little-endian: offsets in the header and the type of the entry that names a dynamic loader (elf(5)).
 */
const PROGRAM_HEADERS = 0x20;
const HEADER_SIZE = 0x36;
const HEADER_COUNT = 0x38;
const PT_INTERP = 3;

/** A busybox that needs no libraries: its path, or why there is none. */
export function staticBusybox(): { readonly path: string } | { readonly missing: string } {
  const path = findProgram('busybox');
  if (path === undefined) return { missing: 'there is no busybox on PATH' };
  return needsLoader(readBytes(path)) ? { missing: `${path} is dynamically linked` } : { path };
}

function needsLoader(program: Buffer): boolean {
  const start = Number(program.readBigUInt64LE(PROGRAM_HEADERS));
  const size = program.readUInt16LE(HEADER_SIZE);
  const count = program.readUInt16LE(HEADER_COUNT);
  return Array.from({ length: count }, (_, index) => program.readUInt32LE(start + index * size)).includes(
    PT_INTERP,
  );
}
