import type { InputFile } from '../../host/input-file.ts';
import { hostArchitecture } from '../../host/platform.ts';
import { BOUNDS } from '../bounds.ts';
import type { Range } from '../layers/read-range.ts';
import { Malformed, shown } from '../malformed.ts';
import { digestLike } from './digest.ts';
import {
  INDEX,
  MANIFEST,
  parseDocument,
  readDocument,
  SAVED_MANIFEST,
  type Descriptor,
} from './documents.ts';
import { groupBy } from './group-by.ts';
import type { Members } from './members.ts';

/** One layer as the archive stores it, compressed or not. */
export interface StoredLayer {
  readonly range: Range;
  /** Size of the stored bytes; unknown in a manifest of `docker save`. */
  readonly digest: string | undefined;
}

/** An image in an archive. Only the documents that lead to it have been verified. */
export interface Offer {
  /** As tagged by its maker, `app:1.4`; none for an image without a tag. */
  readonly names: readonly string[];
  readonly configuration: Range;
  /** Digest of the configuration, if the archive gives one. */
  readonly digest: string | undefined;
  readonly layers: readonly StoredLayer[];
}

/** `application/vnd.oci.image.index.v1+json` and its predecessor. */
const INDEX_TYPE = /\bindex\b|\bmanifest\.list\b/;

/**
 * The images of an archive for this host's platform: from its manifest.json, or else from its OCI index.
 */
export async function offersOf(file: InputFile, members: Members): Promise<Offer[]> {
  if (members.has('manifest.json')) return savedImages(file, members);
  if (members.has('index.json')) return indexedImages(file, members);
  throw new Malformed('neither a manifest.json nor an index.json');
}

/** As `docker save` writes them. */
async function savedImages(file: InputFile, members: Members): Promise<Offer[]> {
  const WHAT = 'a manifest.json';
  const images = parseDocument(
    await readDocument(file, members.find('manifest.json', 'it'), WHAT),
    SAVED_MANIFEST,
    WHAT,
  );
  return images.map(({ Config, RepoTags, Layers }) => ({
    names: RepoTags ?? [],
    configuration: members.find(bytesOf(Config), 'its manifest.json'),
    // `DIGEST.json`, or `blobs/sha256/DIGEST`.
    digest: /(?:^|\/)([0-9a-f]{64})(?:\.json)?$/.exec(Config)?.[1]?.replace(/^/, 'sha256:'),
    layers: Layers.map((name) => ({
      range: members.find(bytesOf(name), 'its manifest.json'),
      digest: /(?:^|\/)blobs\/sha256\/([0-9a-f]{64})$/.exec(name)?.[1]?.replace(/^/, 'sha256:'),
    })),
  }));
}

/** An OCI image layout. Descriptors of one name are one image for several platforms. */
async function indexedImages(file: InputFile, members: Members): Promise<Offer[]> {
  const WHAT = 'an index.json';
  const { manifests } = parseDocument(
    await readDocument(file, members.find('index.json', 'it'), WHAT),
    INDEX,
    WHAT,
  );
  const byName = groupBy(manifests.filter(isImage), (descriptor) => nameOf(descriptor) ?? '');
  const offers: Offer[] = [];
  for (const [name, descriptors] of byName) {
    for (const descriptor of forThisHost(descriptors))
      offers.push(await manifestAt(file, members, descriptor, name === '' ? [] : [name], BOUNDS.nesting));
  }
  if (offers.length === 0) throw new Malformed('an index.json that names no image');
  return offers;
}

async function manifestAt(
  file: InputFile,
  members: Members,
  descriptor: Descriptor,
  names: readonly string[],
  nesting: number,
): Promise<Offer> {
  const what = `the blob ${descriptor.digest}`;
  const bytes = await readDocument(file, blob(members, descriptor), what);
  if (digestLike(descriptor.digest, bytes) !== descriptor.digest)
    throw new Malformed(`${what}, whose content does not match its digest`);
  const isIndex = INDEX_TYPE.test(descriptor.mediaType ?? '');
  if (!isIndex) {
    const { config, layers } = parseDocument(bytes, MANIFEST, `the manifest ${descriptor.digest}`);
    return {
      names,
      configuration: blob(members, config),
      digest: config.digest,
      layers: layers.map((layer) => ({ range: blob(members, layer), digest: layer.digest })),
    };
  }
  if (nesting === 0) throw new Malformed(`more than ${BOUNDS.nesting} indexes within each other`);
  const [inner, ...others] = forThisHost(
    parseDocument(bytes, INDEX, `the index ${descriptor.digest}`).manifests.filter(isImage),
  );
  if (inner === undefined) throw new Malformed(`the index ${descriptor.digest} without an image`);
  if (others.length > 0)
    throw new Malformed(`the index ${descriptor.digest} with ${others.length + 1} images for one platform`);
  return manifestAt(file, members, inner, names, nesting - 1);
}

/**
 * Those for the host's platform; all of them if none states a platform; a single one, whatever it is for.
 */
function forThisHost(descriptors: readonly Descriptor[]): readonly Descriptor[] {
  if (descriptors.length === 1) return descriptors;
  const matching = descriptors.filter(
    ({ platform }) => platform?.os === 'linux' && platform.architecture === hostArchitecture(),
  );
  if (matching.length > 0) return matching;
  const unspecific = descriptors.filter(({ platform }) => platform === undefined || platform === null);
  if (unspecific.length > 0) return unspecific;
  const found = descriptors
    .map(({ platform }) => shown(`${platform?.os}/${platform?.architecture}`))
    .join(', ');
  throw new Malformed(`no image for linux/${hostArchitecture()}, only for ${found}`);
}

/** Not an attestation, which accompanies an image. */
function isImage({ platform }: Descriptor): boolean {
  return platform?.os !== 'unknown';
}

function nameOf({ annotations }: Descriptor): string | undefined {
  return annotations?.['io.containerd.image.name'] ?? annotations?.['org.opencontainers.image.ref.name'];
}

function blob(members: Members, { digest, size }: Descriptor): Range {
  const range = members.find(`blobs/${digest.replace(':', '/')}`, 'its index');
  if (range.size !== size)
    throw new Malformed(`the blob ${digest} with ${range.size} bytes, expected ${size}`);
  return range;
}

function bytesOf(text: string): string {
  return Buffer.from(text).toString('latin1');
}
