const FILE_HEADER = 64;
const SEGMENT_HEADER = 56;
const ADDRESS = 0x400000n;

export type ProgramArchitecture = 'amd64' | 'arm64';

/** ELF machine numbers (elf(5)). */
const MACHINES: Readonly<Record<ProgramArchitecture, number>> = { amd64: 62, arm64: 183 };

/**
 * A statically linked program that consists of the given code, as an ELF file (elf(5)). No compiler is
 * needed.
 */
export function staticProgram(architecture: ProgramArchitecture, code: readonly number[]): Buffer {
  const headers = FILE_HEADER + SEGMENT_HEADER;
  const file = Buffer.alloc(headers + code.length);
  file.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]); // magic, 64 bits, little-endian, version 1
  file.writeUInt16LE(2, 16); // executable
  file.writeUInt16LE(MACHINES[architecture], 18);
  file.writeUInt32LE(1, 20);
  file.writeBigUInt64LE(ADDRESS + BigInt(headers), 24); // entry point
  file.writeBigUInt64LE(BigInt(FILE_HEADER), 32); // where the header of the segment is
  file.writeUInt16LE(FILE_HEADER, 52);
  file.writeUInt16LE(SEGMENT_HEADER, 54);
  file.writeUInt16LE(1, 56); // one segment: the whole file,
  file.writeUInt32LE(1, FILE_HEADER); // loaded,
  file.writeUInt32LE(5, FILE_HEADER + 4); // readable and executable,
  file.writeBigUInt64LE(ADDRESS, FILE_HEADER + 16);
  file.writeBigUInt64LE(ADDRESS, FILE_HEADER + 24);
  file.writeBigUInt64LE(BigInt(file.length), FILE_HEADER + 32);
  file.writeBigUInt64LE(BigInt(file.length), FILE_HEADER + 40);
  file.writeBigUInt64LE(0x1000n, FILE_HEADER + 48); // page by page
  file.set(code, headers);
  return file;
}

export function isProgramArchitecture(name: string): name is ProgramArchitecture {
  return name in MACHINES;
}
