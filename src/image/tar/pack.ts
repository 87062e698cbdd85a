import { pack } from 'tar-stream';

export type TarEntry =
  | { readonly path: string; readonly type: 'file'; readonly mode: number; readonly content: Buffer }
  | { readonly path: string; readonly type: 'directory'; readonly mode: number }
  | { readonly path: string; readonly type: 'symlink'; readonly target: string };

/** Packs entries without owner and time, so that the same entries give the same bytes. */
export async function packTar(entries: readonly TarEntry[]): Promise<Buffer> {
  const tar = pack();
  for (const entry of entries) {
    const header = { name: entry.path, mtime: new Date(0), uid: 0, gid: 0 };
    if (entry.type === 'file') tar.entry({ ...header, mode: entry.mode }, entry.content);
    else if (entry.type === 'directory') tar.entry({ ...header, type: 'directory', mode: entry.mode });
    else tar.entry({ ...header, type: 'symlink', linkname: entry.target });
  }
  tar.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of tar as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}
