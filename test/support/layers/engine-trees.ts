import type Dockerode from 'dockerode';
import { execFileSync } from 'node:child_process';
import { createReadStream, mkdirSync } from 'node:fs';
import { join } from 'node:path';

/** Loads an archive. The engine's words when it refuses; undefined when it takes it. */
export async function refusalOf(docker: Dockerode, archive: string): Promise<string | undefined> {
  let text = '';
  try {
    for await (const chunk of await docker.loadImage(createReadStream(archive))) text += String(chunk);
  } catch (error) {
    return String(error);
  }
  return /"error":"((?:[^"\\]|\\.)*)"/.exec(text)?.[1];
}

/**
 * Shows an image that the engine has as a container would see it: its overlay directories, read-only, under
 * an empty one in the place of the container's own.
 */
export async function withEngineTree<Result>(
  docker: Dockerode,
  tag: string,
  scratch: string,
  use: (root: string) => Result,
): Promise<Result> {
  const { GraphDriver } = await docker.getImage(tag).inspect();
  const { UpperDir, LowerDir } = GraphDriver.Data as unknown as { UpperDir: string; LowerDir?: string };
  const [root, top] = [join(scratch, 'engine'), join(scratch, 'top')];
  for (const directory of [root, top]) mkdirSync(directory, { recursive: true, mode: 0o755 });
  const layers = [top, UpperDir, ...(LowerDir?.split(':') ?? [])].join(':');
  execFileSync('mount', ['-t', 'overlay', 'overlay', '-o', `ro,lowerdir=${layers}`, root]);
  try {
    return use(root);
  } finally {
    execFileSync('umount', [root]);
  }
}
