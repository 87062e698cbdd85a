import { staticProgram, type ProgramArchitecture } from '../../host/calls/static-program.ts';

/**
 * A program for the guest that has its kernel draw new random keys at once: ioctl(0, RNDRESEEDCRNG) on the
 * random device that is its standard input (random(4)). Writing to the device is not enough: what is written
 * is not used before the next regular reseeding, until when all copies of a template would draw the same
 * numbers. Busybox has nothing for this, and no compiler is needed for eight instructions. Its exit code is
 * the error number; 0 for success.
 */
const CODE = {
  amd64: [
    ...[0x31, 0xff], // xor edi, edi
    ...[0xbe, 0x07, 0x52, 0x00, 0x00], // mov esi, RNDRESEEDCRNG (0x5207)
    ...[0x31, 0xd2], // xor edx, edx
    ...[0xb8, 0x10, 0x00, 0x00, 0x00], // mov eax, ioctl (16)
    ...[0x0f, 0x05], // syscall
    ...[0x89, 0xc7, 0xf7, 0xdf], // mov edi, eax; neg edi
    ...[0xb8, 0x3c, 0x00, 0x00, 0x00], // mov eax, exit (60)
    ...[0x0f, 0x05], // syscall
  ],
  // movz x0, 0; movz x1, 0x5207; movz x2, 0; movz x8, 29 (ioctl); svc 0; neg x0, x0; movz x8, 93 (exit); svc
  // 0
  arm64: [
    0xd2800000, 0xd28a40e1, 0xd2800002, 0xd28003a8, 0xd4000001, 0xcb0003e0, 0xd2800ba8, 0xd4000001,
  ].flatMap((word) => [0, 8, 16, 24].map((shift) => (word >>> shift) & 0xff)),
} as const;

export function reseedProgram(architecture: ProgramArchitecture): Buffer {
  return staticProgram(architecture, CODE[architecture]);
}
