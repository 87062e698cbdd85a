import { z } from 'zod';
import type { ImageSource } from '../model/scenario.ts';
import { oneKeyOf } from './one-key.ts';

/** Images that isodense builds from its own files; they print READY. */
export const BUILTIN_IMAGES = ['hello', 'hog', 'neighbour', 'lua-5.1', 'lua-5.4', 'lua-both'] as const;

/**
 * The `image:` of a scenario. Paths are as written; loading resolves them from the scenario's directory.
 */
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
        'an image that the container engine has or can pull, including from registries that its ' +
          'command line is logged in to: nginx:1.27',
      )
      .transform((ref) => ({ kind: 'ref', ref })),
    build: z
      .string()
      .min(1)
      .describe('a directory with a Dockerfile, relative to the scenario file')
      .transform((directory) => ({ kind: 'build', directory })),
    archive: z
      .string()
      .min(1)
      .describe(
        'an image archive: a file written by `docker save`, or an OCI layout as a tar file; ' +
          'relative to the scenario file',
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
          .describe('the tag or digest of the image to use, if the archive holds several')
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
          .describe('the Dockerfile, relative to the build directory; default Dockerfile')
          .optional(),
        target: z
          .string()
          .min(1)
          .describe('the stage of the Dockerfile to build; default: the last')
          .optional(),
        args: z
          .record(
            z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/),
            z.union([z.string(), z.number(), z.boolean()]).transform(String),
          )
          .describe(
            "values of the Dockerfile's ARGs; " +
              'anyone can read them in the image and the scenario, so they must not be secrets',
          )
          .optional(),
        revision: z
          .string()
          .regex(/^[^-\s]\S*$/, {
            error: ({ input }) => `expected a tag, a branch or a commit, got ${JSON.stringify(input)}`,
          })
          .describe('a git revision: builds the committed files instead of the working tree')
          .optional(),
      },
      combine: (image, { dockerfile, target, args, revision }) =>
        image.kind === 'build' ? { ...image, ...given({ dockerfile, target, args, revision }) } : image,
    },
  },
).describe('the one image that every variant launches');

/** Leaves out the keys that have no value. */
function given(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
