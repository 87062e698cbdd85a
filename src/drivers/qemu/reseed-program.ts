/**
 * A program for the guest that has its kernel draw new random keys at once: ioctl(0, RNDRESEEDCRNG) on the random device
 * that is its standard input (random(4)). Writing to the device is not enough: what is written is not used before the
 * next regular reseeding, until when all copies of a template would draw the same numbers. Busybox has nothing for
 * this, and no compiler is needed for eight instructions. Its exit code is the error number; 0 for success.
 */
const CODE = {
  amd64: {
    machine: 62,
    bytes: [
      ...[0x31, 0xff], // xor edi, edi
      ...[0xbe, 0x07, 0x52, 0x00, 0x00], // mov esi, RNDRESEEDCRNG (0x5207)
      ...[0x31, 0xd2], // xor edx, edx
      ...[0xb8, 0x10, 0x00, 0x00, 0x00], // mov eax, ioctl (16)
      ...[0x0f, 0x05], // syscall
      ...[0x89, 0xc7, 0xf7, 0xdf], // mov edi, eax; neg edi
      ...[0xb8, 0x3c, 0x00, 0x00, 0x00], // mov eax, exit (60)
      ...[0x0f, 0x05], // syscall
    ],
  },
  arm64: {
    machine: 183,
    // movz x0, 0; movz x1, 0x5207; movz x2, 0; movz x8, 29 (ioctl); svc 0; neg x0, x0; movz x8, 93 (exit); svc 0
    bytes: [0xd2800000, 0xd28a40e1, 0xd2800002, 0xd28003a8, 0xd4000001, 0xcb0003e0, 0xd2800ba8, 0xd4000001].flatMap((word) => [0, 8, 16, 24].map((shift) => (word >>> shift) & 0xff)),
  },
} as const;

const FILE_HEADER = 64;
const SEGMENT_HEADER = 56;
const ADDRESS = 0x400000n;

/** A statically linked ELF file (elf(5)). */
export function reseedProgram(architecture: keyof typeof CODE): Buffer {
  const { machine, bytes } = CODE[architecture];
  const headers = FILE_HEADER + SEGMENT_HEADER;
  const file = Buffer.alloc(headers + bytes.length);
  file.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]); // magic, 64 bits, little-endian, version 1
  file.writeUInt16LE(2, 16); // executable
  file.writeUInt16LE(machine, 18);
  file.writeUInt32LE(1, 20);
  file.writeBigUInt64LE(ADDRESS + BigInt(headers), 24); // entry point
  file.writeBigUInt64LE(BigInt(FILE_HEADER), 32); // where the segment's header is
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
  file.set(bytes, headers);
  return file;
}
