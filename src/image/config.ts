import { z } from 'zod';
import { IsodenseError } from '../model/errors.ts';
import { BOUNDS } from './bounds.ts';
import type { ImageConfig } from './image.ts';

/** No argument of a program can contain a NUL, and messages and paths must not. */
export const withoutNul = z.string().refine((value) => !value.includes('\0'), 'a NUL');

const bytesOf = (text: string): number => Buffer.byteLength(text);
const word = withoutNul.refine(
  (value) => bytesOf(value) <= BOUNDS.word,
  `more than ${BOUNDS.word} bytes in one word`,
);
const words = z.array(word).max(BOUNDS.words, `more than ${BOUNDS.words} words`);

/**
 * The parts of an image's configuration about the process that it starts (OCI image-spec, config.md).
 * Fields that isodense does not need are ignored.
 */
export const configSchema = z.object({
  architecture: withoutNul,
  config: z
    .object({
      Entrypoint: words.nullish(),
      Cmd: words.nullish(),
      Env: words.nullish(),
      User: withoutNul.nullish(),
      WorkingDir: withoutNul.nullish(),
      StopSignal: withoutNul.nullish(),
      Volumes: z
        .record(
          withoutNul.refine(
            (path) => bytesOf(path) <= BOUNDS.path,
            `a path of more than ${BOUNDS.path} bytes`,
          ),
          z.unknown(),
        )
        .refine(
          (volumes) => Object.keys(volumes).length <= BOUNDS.volumes,
          `more than ${BOUNDS.volumes} volumes`,
        )
        .nullish(),
    })
    .nullish(),
});

/**
 * @throws IsodenseError (usage) for a configuration that no engine runs
 */
export function imageConfigOf({ architecture, config }: z.output<typeof configSchema>): ImageConfig {
  const inner = config ?? {};
  const workingDirectory = inner.WorkingDir || '/';
  if (!workingDirectory.startsWith('/')) {
    throw new IsodenseError(
      'usage',
      `expected an absolute path as the image's working directory, got ${JSON.stringify(workingDirectory)}`,
      { hint: 'change WORKDIR in the image' },
    );
  }
  return {
    architecture,
    entrypoint: inner.Entrypoint ?? [],
    command: inner.Cmd ?? [],
    env: inner.Env ?? [],
    user: inner.User ?? '',
    workingDirectory,
    stopSignal: inner.StopSignal ?? '',
    volumes: Object.keys(inner.Volumes ?? {}).sort(),
  };
}
