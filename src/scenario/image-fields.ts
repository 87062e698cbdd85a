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
      .describe(
        'an image that the container engine has or can pull, also from a registry that its command line is logged in to: nginx:1.27',
      )
      .transform((ref) => ({ kind: 'ref', ref })),
    build: z
      .string()
      .min(1)
      .describe('a directory with a Dockerfile, from the scenario file')
      .transform((directory) => ({ kind: 'build', directory })),
    archive: z
      .string()
      .min(1)
      .describe(
        'an image archive: a file written by `docker save`, or an OCI layout as a tar file; from the scenario file',
      )
      .transform((file) => ({ kind: 'archive', file })),
  },
  'an image',
  {
    archive: {
      fields: {
        name: z
          .string()
          .min(1)
          .describe('the tag or the digest of the image that is meant, where the archive holds several')
          .optional(),
      },
      combine: (image, { name }) =>
        image.kind === 'archive' && typeof name === 'string' ? { ...image, name } : image,
    },
    build: {
      fields: {
        dockerfile: z
          .string()
          .min(1)
          .describe('the Dockerfile, from the directory of build; Dockerfile when absent')
          .optional(),
        target: z
          .string()
          .min(1)
          .describe('the stage of the Dockerfile to build; the last one when absent')
          .optional(),
        args: z
          .record(
            z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/),
            z.union([z.string(), z.number(), z.boolean()]).transform(String),
          )
          .describe(
            "values of the Dockerfile's ARGs; they can be read from the image and from the scenario, so no secrets",
          )
          .optional(),
        revision: z
          .string()
          .regex(/^[^-\s]\S*$/, {
            error: ({ input }) => `expected a tag, a branch or a commit, got ${JSON.stringify(input)}`,
          })
          .describe('a git revision: builds what was committed there, instead of the files as they are now')
          .optional(),
      },
      combine: (image, { dockerfile, target, args, revision }) =>
        image.kind === 'build' ? { ...image, ...given({ dockerfile, target, args, revision }) } : image,
    },
  },
).describe('the one image that every variant launches');

/** Without the keys that are not there. */
function given(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
