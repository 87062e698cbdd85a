import { dirname } from 'node:path';
import { isCompressed, MAGIC_LENGTH } from '../../host/decompress.ts';
import { ensureDirectory, removeTree } from '../../host/files.ts';
import { InputFile } from '../../host/input-file.ts';
import { OutputFile } from '../../host/output-file.ts';
import { IsodenseError, messageOf } from '../../model/errors.ts';
import type { ImageConfig } from '../image.ts';
import { Totals } from '../layers/totals.ts';
import { Malformed } from '../malformed.ts';
import { BLOCK, encodeFileHeader, paddingAfter } from '../tar/header.ts';
import { choose } from './choose.ts';
import { digestLike, sha256 } from './digest.ts';
import { parseConfiguration, readDocument } from './documents.ts';
import { copyLayer } from './copy-layer.ts';
import { Members } from './members.ts';
import { offersOf, type Offer } from './offers.ts';
import { decompressed, megabytes, roomAt } from './room.ts';

/** What was verified about an image. */
export interface ImportedImage {
  /** `sha256:…` of the configuration, which is the image's ID. */
  readonly digest: string;
  readonly config: ImageConfig;
}

const HINT = 'make one with: docker save -o FILE IMAGE';

/**
 * Copies one image of an archive into a new one, `target`, without names or anything else: configuration
 * and uncompressed layers, every byte compared with its digest, every entry checked. All drivers use this
 * copy, so they all accept the same images. The same image gives the same bytes.
 * @param name of the image, if the archive holds several
 * @throws IsodenseError (usage) for a file that is not an image archive, is damaged, contradicts itself or
 * exceeds a bound
 */
export async function importArchive(
  archive: string,
  target: string,
  name: string | undefined,
  signal: AbortSignal,
): Promise<ImportedImage> {
  ensureDirectory(dirname(target));
  const scratch = `${target}.uncompressed`;
  try {
    const start = await startOf(archive);
    if (isCompressed(start)) await uncompress(archive, start, scratch, signal);
    await using file = await openArchive(isCompressed(start) ? scratch : archive);
    const offer = choose(await offersOf(file, await Members.of(file, signal)), archive, name);
    return await copy(file, offer, target, signal);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof Malformed)
      throw new IsodenseError(
        'usage',
        `expected an image archive at ${archive}, but ${error.place} has ${error.message}`,
        { hint: HINT },
      );
    throw error;
  } finally {
    removeTree(scratch);
  }
}

async function openArchive(archive: string): Promise<InputFile> {
  let reason = 'it is not a regular file';
  try {
    const file = await InputFile.open(archive);
    if (file !== undefined) return file;
  } catch (error) {
    reason = messageOf(error);
  }
  throw new IsodenseError('usage', `expected an image archive at ${archive}, but ${reason}`, { hint: HINT });
}

async function startOf(archive: string): Promise<Buffer> {
  await using file = await openArchive(archive);
  return await file.read(0, MAGIC_LENGTH);
}

async function uncompress(
  archive: string,
  start: Buffer,
  target: string,
  signal: AbortSignal,
): Promise<void> {
  await using file = await openArchive(archive);
  await using output = await OutputFile.create(target);
  const room = roomAt(target);
  for await (const chunk of decompressed(start, file.chunks(0, file.size, signal), signal)) {
    if (output.position + chunk.length > room)
      throw new Malformed(`more than ${megabytes(room)} MiB of content, more than this host has space for`);
    await output.append(chunk);
  }
  output.keep();
}

async function copy(
  file: InputFile,
  offer: Offer,
  target: string,
  signal: AbortSignal,
): Promise<ImportedImage> {
  const WHAT = 'a configuration';
  const configuration = await readDocument(file, offer.configuration, WHAT);
  const digest = sha256(configuration);
  if (offer.digest !== undefined && offer.digest !== digestLike(offer.digest, configuration))
    throw new Malformed(`a configuration that does not match the digest in its name: ${offer.digest}`);
  const { config, diffIds } = parseConfiguration(configuration, WHAT);
  if (diffIds.length !== offer.layers.length)
    throw new Malformed(`${offer.layers.length} layers and a configuration that names ${diffIds.length}`);
  await using output = await OutputFile.create(target);
  const names = diffIds.map((diffId) => `${diffId.replace(/.*:/, '')}.tar`);
  const manifest = [{ Config: `${digest.replace(/.*:/, '')}.json`, RepoTags: null, Layers: names }];
  await appendMember(output, 'manifest.json', Buffer.from(JSON.stringify(manifest)));
  await appendMember(output, manifest[0]!.Config, configuration);
  const room = roomAt(target);
  const totals = new Totals(room);
  const sizes = new Map<string, number>();
  for (const [index, layer] of offer.layers.entries()) {
    const diffId = diffIds[index]!;
    const copied = sizes.get(diffId);
    try {
      sizes.set(
        diffId,
        await copyLayer(
          file,
          layer,
          {
            index,
            diffId,
            name: names[index]!,
            output: copied === undefined ? output : undefined,
            totals,
            room: copied ?? room,
          },
          signal,
        ),
      );
    } catch (error) {
      throw error instanceof Malformed
        ? new Malformed(error.message, `its layer ${index + 1} of ${diffIds.length}`)
        : error;
    }
  }
  await output.append(Buffer.alloc(2 * BLOCK));
  output.keep();
  return { digest, config };
}

async function appendMember(output: OutputFile, name: string, content: Buffer): Promise<void> {
  await output.append(encodeFileHeader(name, content.length));
  await output.append(content);
  await output.append(paddingAfter(content.length));
}
