import { MAGIC_LENGTH } from '../../host/decompress.ts';
import type { InputFile } from '../../host/input-file.ts';
import type { OutputFile } from '../../host/output-file.ts';
import { layerReader } from '../layers/layer-reader.ts';
import { Layer } from '../layers/layer.ts';
import { pushInTurns } from '../layers/read-range.ts';
import type { Totals } from '../layers/totals.ts';
import { Malformed } from '../malformed.ts';
import { encodeFileHeader, paddingAfter } from '../tar/header.ts';
import { DigestCheck } from './digest.ts';
import type { StoredLayer } from './offers.ts';
import { decompressed, megabytes } from './room.ts';

interface LayerCopy {
  /** From 0 at the bottom. */
  readonly index: number;
  /** Digest of the uncompressed layer, as the configuration gives it. */
  readonly diffId: string;
  /** Of the new archive's member. */
  readonly name: string;
  /** Undefined for a layer that was copied before: it is only verified. */
  readonly output: OutputFile | undefined;
  readonly totals: Totals;
  /** Maximum size of the new archive; for a layer that was copied before, that of the first copy. */
  readonly room: number;
}

/**
 * Copies a layer as an uncompressed member, compares its digests and checks that it can be unpacked.
 * @returns the size of the uncompressed layer, bytes
 */
export async function copyLayer(
  file: InputFile,
  { range, digest }: StoredLayer,
  copy: LayerCopy,
  signal: AbortSignal,
): Promise<number> {
  const { output, room } = copy;
  const stored = digest === undefined ? undefined : new DigestCheck(digest);
  const uncompressed = new DigestCheck(copy.diffId);
  const layer = new Layer(copy.index, copy.totals);
  const reader = layerReader(layer);
  const otherContent = `content that does not match its digest in the configuration: ${copy.diffId}`;
  const headerAt = output?.position ?? 0;
  await output?.append(encodeFileHeader(copy.name, 0));
  let size = 0;
  const start = await file.read(range.offset, Math.min(MAGIC_LENGTH, range.size));
  for await (const chunk of decompressed(
    start,
    observed(file.chunks(range.offset, range.size, signal), stored),
    signal,
  )) {
    size += chunk.length;
    if (output === undefined && size > room) throw new Malformed(otherContent);
    if (output !== undefined && output.position + chunk.length > room)
      throw new Malformed(`more than ${megabytes(room)} MiB of content, more than this host has space for`);
    uncompressed.update(chunk);
    await pushInTurns(reader, chunk, signal);
    await output?.append(chunk);
  }
  reader.finish();
  layer.finish();
  if (stored?.matches() === false)
    throw new Malformed(`content that does not match the digest in its name: ${digest}`);
  if (!uncompressed.matches()) throw new Malformed(otherContent);
  await output?.patch(headerAt, encodeFileHeader(copy.name, size));
  await output?.append(paddingAfter(size));
  return size;
}

/** The same stream, passed through a digest on its way. */
async function* observed(
  chunks: AsyncIterable<Buffer>,
  digest: DigestCheck | undefined,
): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    digest?.update(chunk);
    yield chunk;
  }
}
