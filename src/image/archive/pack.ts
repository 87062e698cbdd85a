import { packTar } from '../tar/pack.ts';
import { sha256 } from './digest.ts';

/** Packs one layer and its configuration as a docker-archive. No tag: whoever loads it names it. */
export async function packArchive(layer: Buffer, config: Readonly<Record<string, unknown>>): Promise<Buffer> {
  const text = JSON.stringify({ ...config, rootfs: { type: 'layers', diff_ids: [sha256(layer)] } });
  const configName = `${sha256(text).slice('sha256:'.length)}.json`;
  const file = (path: string, content: Buffer | string) => ({
    path,
    type: 'file' as const,
    mode: 0o644,
    content: Buffer.from(content),
  });
  return packTar([
    file('manifest.json', JSON.stringify([{ Config: configName, RepoTags: null, Layers: ['layer.tar'] }])),
    file(configName, text),
    file('layer.tar', layer),
  ]);
}
