import { z } from 'zod';
import type { ImageSource } from '../model/scenario.ts';
import { oneKeyOf } from './one-key.ts';

/** Images that isodense builds from its own files; they print READY. */
export const BUILTIN_IMAGES = ['hello', 'hog', 'neighbour', 'lua-5.1', 'lua-5.4', 'lua-both'] as const;

/** The `image:` of a scenario. Paths are as written; loading resolves them from the scenario's directory. */
export const imageFields = oneKeyOf<ImageSource>(
  {
    builtin: z
      .enum(BUILTIN_IMAGES)
      .describe('an image that isodense builds offline; it prints READY')
      .transform((name) => ({ kind: 'builtin', name })),
    ref: z
      .string()
      .min(1)
      .describe('an image that the container engine has or can pull: nginx:1.27')
      .transform((ref) => ({ kind: 'ref', ref })),
    build: z
      .string()
      .min(1)
      .describe('a directory with a Dockerfile, from the scenario file')
      .transform((directory) => ({ kind: 'build', directory })),
    archive: z
      .string()
      .min(1)
      .describe('an image archive: a file written by `docker save`, or an OCI layout as a tar file; from the scenario file')
      .transform((file) => ({ kind: 'archive', file })),
  },
  'an image',
  {
    archive: {
      fields: { name: z.string().min(1).describe('the tag or the digest of the image that is meant, where the archive holds several').optional() },
      combine: (image, { name }) => (image.kind === 'archive' && typeof name === 'string' ? { ...image, name } : image),
    },
    build: {
      fields: {
        revision: z
          .string()
          .regex(/^[^-\s]\S*$/, { error: ({ input }) => `expected a tag, a branch or a commit, got ${JSON.stringify(input)}` })
          .describe('a git revision: builds what was committed there, in place of the files as they are now')
          .optional(),
      },
      combine: (image, { revision }) => (image.kind === 'build' && typeof revision === 'string' ? { ...image, revision } : image),
    },
  },
).describe('the one image that every variant launches');
