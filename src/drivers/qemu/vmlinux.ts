import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { decompressKernel, kernelCompression } from '../../host/decompress.ts';
import {
  ensureDirectory,
  fileExists,
  moveIntoPlace,
  readBytes,
  removeTree,
  writeBytes,
} from '../../host/files.ts';

/** Offsets in a bzImage's header (Documentation/x86/boot.rst). */
const SETUP_SECTORS = 0x1f1;
const MAGIC = 0x202;
const PAYLOAD_OFFSET = 0x248;
const PAYLOAD_LENGTH = 0x24c;

export interface VmlinuxRequest {
  /** A bzImage; anything else is returned as it is. */
  readonly kernel: string;
  readonly cacheDirectory: string;
  readonly ownerId: string;
  readonly signal: AbortSignal;
}

/**
 * The uncompressed kernel out of a bzImage, kept in the cache. QEMU starts it directly (PVH), which saves an
 * emulated CPU half a second of decompressing at every boot. A kernel that cannot be taken apart boots as it
 * is.
 */
export async function extractVmlinux({
  kernel,
  cacheDirectory,
  ownerId,
  signal,
}: VmlinuxRequest): Promise<string> {
  const image = readBytes(kernel);
  const payload = payloadOf(image);
  if (payload === undefined || kernelCompression(payload) === undefined) return kernel;
  const directory = ensureDirectory(join(cacheDirectory, 'vmlinux'));
  const extracted = join(directory, createHash('sha256').update(image).digest('hex').slice(0, 32));
  if (fileExists(extracted)) return extracted;
  const unpacked = await decompressKernel(payload, kernel, signal);
  if (unpacked.toString('latin1', 1, 4) !== 'ELF') return kernel;
  const partial = `${extracted}.${ownerId}.partial`;
  try {
    writeBytes(partial, unpacked);
    await moveIntoPlace(partial, extracted, signal);
  } finally {
    removeTree(partial);
  }
  return extracted;
}

function payloadOf(image: Buffer): Buffer | undefined {
  if (image.length < PAYLOAD_LENGTH + 4 || image.toString('latin1', MAGIC, MAGIC + 4) !== 'HdrS')
    return undefined;
  const start = ((image[SETUP_SECTORS] || 4) + 1) * 512 + image.readUInt32LE(PAYLOAD_OFFSET);
  const payload = image.subarray(start, start + image.readUInt32LE(PAYLOAD_LENGTH));
  // The kernel's build appends the unpacked size to every format that does not end with it itself.
  return kernelCompression(payload) === 'gzip' ? payload : payload.subarray(0, payload.length - 4);
}
