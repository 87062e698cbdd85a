import { createHash } from 'node:crypto';

/**
 * Tar archives in which every byte is decided by the test: names of any bytes (latin1 strings), any type,
 * extended headers, headers that lie.
 */
export interface RawEntry {
  readonly name: string;
  /**
   * `0` file (the default), `1` hard link, `2` symbolic link, `3` and `4` devices, `5` directory, `6` FIFO, …
   */
  readonly type?: string;
  readonly mode?: number;
  readonly uid?: number;
  readonly gid?: number;
  readonly mtime?: number;
  readonly linkName?: string;
  readonly content?: Buffer | string;
  /** Instead of the content's own. */
  readonly size?: number;
  readonly major?: number;
  readonly minor?: number;
  /** Records of an extended header, byte strings. */
  readonly pax?: Readonly<Record<string, string>>;
}

export function rawTar(entries: readonly RawEntry[]): Buffer {
  return Buffer.concat([...entries.flatMap(entryBlocks), Buffer.alloc(1024)]);
}

export const file = (
  name: string,
  content: Buffer | string = '',
  more: Partial<RawEntry> = {},
): RawEntry => ({ name, content, mode: 0o644, ...more });
export const directory = (name: string, more: Partial<RawEntry> = {}): RawEntry => ({
  name,
  type: '5',
  mode: 0o755,
  ...more,
});
export const symlink = (name: string, linkName: string): RawEntry => ({
  name,
  type: '2',
  mode: 0o777,
  linkName,
});
export const hardLink = (name: string, linkName: string, more: Partial<RawEntry> = {}): RawEntry => ({
  name,
  type: '1',
  mode: 0o644,
  linkName,
  ...more,
});

export function entryBlocks(entry: RawEntry): Buffer[] {
  const content = bytes(entry.content ?? '');
  const name = bytes(entry.name);
  const linkName = bytes(entry.linkName ?? '');
  const pax = { ...entry.pax };
  if (name.length > 100 && pax['path'] === undefined) pax['path'] = name.toString('latin1');
  if (linkName.length > 100) pax['linkpath'] = linkName.toString('latin1');
  return [
    ...(Object.keys(pax).length === 0 ? [] : paxBlocks(pax)),
    header(entry, name, linkName, content.length),
    padded(content),
  ];
}

function paxBlocks(records: Readonly<Record<string, string>>, type = 'x'): Buffer[] {
  const body = Buffer.concat(Object.entries(records).map(([key, value]) => record(key, value)));
  return [header({ name: 'pax', type }, Buffer.from('pax'), Buffer.alloc(0), body.length), padded(body)];
}

function record(key: string, value: string): Buffer {
  const rest = bytes(` ${key}=${value}\n`);
  let length = rest.length;
  while (String(length).length + rest.length !== length) length = String(length).length + rest.length;
  return Buffer.concat([Buffer.from(String(length)), rest]);
}

function header(entry: RawEntry, name: Buffer, linkName: Buffer, length: number): Buffer {
  const block = Buffer.alloc(512);
  name.copy(block, 0, 0, 100);
  const octal = (value: number, width: number): string => `${value.toString(8).padStart(width, '0')}\0`;
  block.write(octal(entry.mode ?? 0o644, 7), 100);
  block.write(octal(entry.uid ?? 0, 7), 108);
  block.write(octal(entry.gid ?? 0, 7), 116);
  block.write(octal(entry.size ?? length, 11), 124);
  block.write(octal(entry.mtime ?? 1_000_000_000, 11), 136);
  block.write(entry.type ?? '0', 156, 'latin1');
  linkName.copy(block, 157, 0, 100);
  block.write('ustar\x0000', 257);
  block.write(octal(entry.major ?? 0, 7), 329);
  block.write(octal(entry.minor ?? 0, 7), 337);
  block.write('        ', 148);
  block.write(
    octal(
      block.reduce((sum, byte) => sum + byte, 0),
      6,
    ),
    148,
  );
  return block;
}

function padded(content: Buffer): Buffer {
  return Buffer.concat([content, Buffer.alloc((512 - (content.length % 512)) % 512)]);
}

function bytes(text: Buffer | string): Buffer {
  return typeof text === 'string' ? Buffer.from(text, 'latin1') : text;
}

export const digestOf = (content: Buffer | string): string =>
  `sha256:${createHash('sha256').update(content).digest('hex')}`;
export const hexOf = (content: Buffer | string): string => digestOf(content).slice('sha256:'.length);

/** An image's configuration for its uncompressed layers. */
export function configurationOf(
  layers: readonly Buffer[],
  config: object = { Cmd: ['/x'] },
  more: object = {},
): string {
  return JSON.stringify({
    architecture: process.arch === 'x64' ? 'amd64' : process.arch,
    os: 'linux',
    config,
    rootfs: { type: 'layers', diff_ids: layers.map(digestOf) },
    ...more,
  });
}

/** Members of an archive as Docker saves it. */
export function savedMembers(
  layers: readonly Buffer[],
  tags: readonly string[] = ['case:latest'],
  configuration = configurationOf(layers),
): RawEntry[] {
  const config = `${hexOf(configuration)}.json`;
  const names = layers.map((_, index) => `l${index}/layer.tar`);
  return [
    ...layers.map((layer, index) => file(names[index]!, layer)),
    file(config, configuration),
    file('manifest.json', JSON.stringify([{ Config: config, RepoTags: tags, Layers: names }])),
  ];
}

/**
 * Members of an OCI layout with one image. `stored` are the layers as they are in the archive, compressed or
 * not.
 */
export function ociMembers(
  layers: readonly Buffer[],
  stored: readonly Buffer[] = layers,
  name?: string,
): RawEntry[] {
  const configuration = configurationOf(layers);
  const manifest = JSON.stringify({
    schemaVersion: 2,
    config: descriptorOf(configuration),
    layers: stored.map((layer) => descriptorOf(layer)),
  });
  const index = {
    schemaVersion: 2,
    manifests: [
      {
        ...descriptorOf(manifest),
        mediaType: 'application/vnd.oci.image.manifest.v1+json',
        ...(name === undefined ? {} : { annotations: { 'org.opencontainers.image.ref.name': name } }),
      },
    ],
  };
  return [
    file('oci-layout', '{"imageLayoutVersion":"1.0.0"}'),
    ...blobs([configuration, manifest, ...stored]),
    file('index.json', JSON.stringify(index)),
  ];
}

export function blobs(contents: readonly (Buffer | string)[]): RawEntry[] {
  return [
    ...new Map(
      contents.map((content) => [hexOf(content), file(`blobs/sha256/${hexOf(content)}`, content)]),
    ).values(),
  ];
}

export function descriptorOf(content: Buffer | string): { digest: string; size: number } {
  return { digest: digestOf(content), size: content.length };
}
