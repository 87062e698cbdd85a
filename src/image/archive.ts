import { createHash } from 'node:crypto';
import { z } from 'zod';
import { tryCommand } from '../host/command.ts';
import { IsodenseError } from '../model/errors.ts';
import { configSchema, imageConfigOf } from './config.ts';
import type { ImageConfig } from './image.ts';
import { packTar } from './tar.ts';

/** The `docker save` format: manifest.json names a configuration and the layers (OCI image-spec, Docker image spec v1.2). */

const manifestSchema = z.array(z.object({ Config: z.string(), Layers: z.array(z.string()) })).min(1);

export interface ArchiveContents {
  /** `sha256:…` of the configuration, which is the image's ID. */
  readonly digest: string;
  readonly config: ImageConfig;
  /** Path of the configuration inside the archive. */
  readonly configName: string;
  /** Paths of the layers inside the archive, lowest first. */
  readonly layers: readonly string[];
}

export function sha256(bytes: Buffer | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Packs one layer and its configuration. No tag: whoever loads it names it. */
export async function packArchive(layer: Buffer, config: Readonly<Record<string, unknown>>): Promise<Buffer> {
  const text = JSON.stringify({ ...config, rootfs: { type: 'layers', diff_ids: [`sha256:${sha256(layer)}`] } });
  const configName = `${sha256(text)}.json`;
  const file = (path: string, content: Buffer | string) => ({ path, type: 'file' as const, mode: 0o644, content: Buffer.from(content) });
  return packTar([
    file('manifest.json', JSON.stringify([{ Config: configName, RepoTags: null, Layers: ['layer.tar'] }])),
    file(configName, text),
    file('layer.tar', layer),
  ]);
}

/** Reads what an archive holds. Throws a usage error when the file is not a docker-archive. */
export async function readArchive(file: string, signal: AbortSignal): Promise<ArchiveContents> {
  const manifest = manifestSchema.safeParse(await readMember(file, 'manifest.json', signal));
  const first = manifest.data?.[0];
  if (first === undefined) throw notAnArchive(file, 'its manifest.json names no image');
  const configText = await readMemberText(file, first.Config, signal);
  const config = configSchema.safeParse(parseMember(file, first.Config, configText));
  if (!config.success) throw notAnArchive(file, `its configuration ${first.Config} is not an image configuration`);
  return {
    digest: `sha256:${sha256(configText)}`,
    layers: first.Layers,
    configName: first.Config,
    config: imageConfigOf(config.data),
  };
}

async function readMember(file: string, member: string, signal: AbortSignal): Promise<unknown> {
  return parseMember(file, member, await readMemberText(file, member, signal));
}

function parseMember(file: string, member: string, text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw notAnArchive(file, `${member} in it is not JSON`);
  }
}

async function readMemberText(file: string, member: string, signal: AbortSignal): Promise<string> {
  const { code, stdout, stderr } = await tryCommand('tar', ['-xOf', file, member], { signal });
  if (code !== 0) throw notAnArchive(file, `${member} cannot be read from it: ${stderr.trim().split('\n')[0]}`);
  return stdout;
}

function notAnArchive(file: string, why: string): IsodenseError {
  return new IsodenseError('usage', `expected an image archive at ${file}, but ${why}`, { hint: 'make one with: docker save -o FILE IMAGE' });
}
