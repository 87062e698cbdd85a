import { z } from 'zod';
import type { InputFile } from '../../host/input-file.ts';
import { BOUNDS } from '../bounds.ts';
import { configSchema, imageConfigOf, withoutNul } from '../config.ts';
import type { ImageConfig } from '../image.ts';
import type { Range } from '../layers/read-range.ts';
import { Malformed, shown } from '../malformed.ts';

/**
 * The JSON documents of an archive (OCI image-spec: config.md, manifest.md, image-index.md; Docker image spec
 * v1.2: manifest.json).
 */

const digest = z.string().regex(/^(sha256:[0-9a-f]{64}|sha384:[0-9a-f]{96}|sha512:[0-9a-f]{128})$/);

const descriptor = z.object({
  mediaType: z.string().nullish(),
  digest,
  size: z.number().int().nonnegative(),
  platform: z.object({ architecture: z.string(), os: z.string() }).nullish(),
  annotations: z.record(z.string(), z.string()).nullish(),
});

export type Descriptor = z.infer<typeof descriptor>;

export const SAVED_MANIFEST = z
  .array(
    z.object({
      Config: withoutNul,
      RepoTags: z.array(withoutNul).nullish(),
      Layers: z.array(withoutNul).max(BOUNDS.layers, `more than ${BOUNDS.layers} layers`),
    }),
  )
  .min(1)
  .max(BOUNDS.images, `more than ${BOUNDS.images} images`);

export const INDEX = z.object({
  manifests: z.array(descriptor).max(BOUNDS.images, `more than ${BOUNDS.images} images`),
});

export const MANIFEST = z.object({
  config: descriptor,
  layers: z.array(descriptor).max(BOUNDS.layers, `more than ${BOUNDS.layers} layers`),
});

const CONFIGURATION = configSchema.extend({
  os: z.literal('linux', 'an operating system other than Linux').optional(),
  rootfs: z.object({
    type: z.literal('layers').nullish(),
    diff_ids: z.array(digest).max(BOUNDS.layers, `more than ${BOUNDS.layers} layers`).nullish(),
  }),
});

export interface Configuration {
  readonly config: ImageConfig;
  /** Digests of the uncompressed layers, lowest first. */
  readonly diffIds: readonly string[];
}

/** The bytes of a document; refused before reading if it is too large. */
export async function readDocument(file: InputFile, { offset, size }: Range, what: string): Promise<Buffer> {
  if (size > BOUNDS.document) throw new Malformed(`${what} of ${size} bytes, more than ${BOUNDS.document}`);
  return file.read(offset, size);
}

export function parseDocument<Schema extends z.ZodType>(
  bytes: Buffer,
  schema: Schema,
  what: string,
): z.output<Schema> {
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new Malformed(`${what} that is not JSON`);
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  throw new Malformed(
    `${what} that is not valid: ` +
      `${issue.path.length === 0 ? '' : `${shown(Buffer.from(issue.path.join('.')).toString('latin1'))}: `}${issue.message}`,
  );
}

export function parseConfiguration(bytes: Buffer, what: string): Configuration {
  const configuration = parseDocument(bytes, CONFIGURATION, what);
  return { config: imageConfigOf(configuration), diffIds: configuration.rootfs.diff_ids ?? [] };
}
