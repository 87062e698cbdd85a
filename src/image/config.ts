import { z } from 'zod';
import { IsodenseError } from '../model/errors.ts';
import type { ImageConfig } from './image.ts';

/** No program can be given a NUL, and none is let into messages and paths. */
export const withoutNul = z.string().refine((value) => !value.includes('\0'), 'a NUL');

/** What an image says about the process that it starts (OCI image-spec, config.md). Fields that isodense has no use for are ignored. */
export const configSchema = z.object({
  architecture: withoutNul,
  config: z
    .object({
      Entrypoint: z.array(withoutNul).nullish(),
      Cmd: z.array(withoutNul).nullish(),
      Env: z.array(withoutNul).nullish(),
      User: withoutNul.nullish(),
      WorkingDir: withoutNul.nullish(),
      StopSignal: withoutNul.nullish(),
      Volumes: z.record(withoutNul, z.unknown()).nullish(),
    })
    .nullish(),
});

/** @throws IsodenseError (usage) for what no engine runs */
export function imageConfigOf({ architecture, config }: z.output<typeof configSchema>): ImageConfig {
  const inner = config ?? {};
  const workingDirectory = inner.WorkingDir || '/';
  if (!workingDirectory.startsWith('/')) {
    throw new IsodenseError('usage', `the image's working directory must be an absolute path, and is ${JSON.stringify(workingDirectory)}`, { hint: 'change WORKDIR in the image' });
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
