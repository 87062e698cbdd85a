import { z } from 'zod';
import { IsodenseError } from '../model/errors.ts';
import type { ImageConfig } from './image.ts';

/** What an image says about the process that it starts (OCI image-spec, config.md). Fields that isodense has no use for are ignored. */
export const configSchema = z.object({
  architecture: z.string(),
  config: z
    .object({
      Entrypoint: z.array(z.string()).nullish(),
      Cmd: z.array(z.string()).nullish(),
      Env: z.array(z.string()).nullish(),
      User: z.string().nullish(),
      WorkingDir: z.string().nullish(),
      StopSignal: z.string().nullish(),
      Volumes: z.record(z.string(), z.unknown()).nullish(),
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
