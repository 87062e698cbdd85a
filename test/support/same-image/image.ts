import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram, writeBytes } from '../../../src/host/files.ts';
import { hostArchitecture } from '../../../src/host/platform.ts';
import { prepareImage } from '../../../src/image/prepare.ts';
import type { PreparedImage } from '../../../src/image/image.ts';
import { packArchive } from '../../../src/image/archive/pack.ts';
import { pack } from 'tar-stream';

const APPLETS = [
  'cat',
  'df',
  'grep',
  'hostname',
  'id',
  'ls',
  'pwd',
  'readlink',
  'sh',
  'sort',
  'stat',
  'tr',
  'wc',
];

/** An image that asks for everything that an image can ask for, in the ways that real ones do. */
export async function inspectingImage(directory: string, signal: AbortSignal): Promise<PreparedImage> {
  const tar = pack();
  const add = (name: string, content: string | Buffer, mode: number, gid = 0) =>
    tar.entry({ name, mode, uid: 0, gid, mtime: new Date(0) }, content);
  const make = (name: string, mode = 0o755) =>
    tar.entry({ name, type: 'directory', mode, mtime: new Date(0) });
  const link = (name: string, linkname: string) =>
    tar.entry({ name, type: 'symlink', linkname, mtime: new Date(0) });
  make('bin/');
  add('bin/busybox', readFileSync(findProgram('busybox')!), 0o755);
  for (const applet of APPLETS) link(`bin/${applet}`, 'busybox');
  make('store/');
  make('etc/'); // not a link: Docker puts a directory of its own in its place, without the image's users
  add('store/passwd', 'root:x:0:0:root:/root:/bin/sh\napp:x:1000:1001:app:/home/app:/bin/sh\n', 0o644);
  add('store/group', 'root:x:0:\napp:x:1001:\ndata:x:2000:app\n', 0o644);
  link('etc/passwd', '/store/passwd');
  link('etc/group', '../store/group');
  make('data/');
  link('link', '/data');
  make('tmp/', 0o1777);
  add('secret', 'secret\n', 0o640, 2000);
  make('opt/');
  make('opt/first/');
  make('opt/first/inspect/'); // a directory in the way of the program
  make('opt/bin/');
  add('opt/bin/inspect', readFileSync(new URL('./inspect.sh', import.meta.url)), 0o755);
  tar.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of tar as AsyncIterable<Buffer>) chunks.push(chunk);
  const file = join(directory, 'inspecting.tar');
  writeBytes(
    file,
    await packArchive(Buffer.concat(chunks), {
      architecture: hostArchitecture(),
      os: 'linux',
      config: {
        Entrypoint: ['inspect', 'one'],
        Cmd: [''],
        Env: [
          'PATH=/opt/first:/opt/bin:/bin',
          'discovery.type=single-node',
          'MY-NAME=1',
          '1ST=digit',
          'EMPTY=',
          'EQUAL=a=b',
          'LINES=a\nb',
          'UNI=ü✓',
          'TWICE=1',
          'TWICE=2',
          'BARE',
          'LD_PRELOAD=/nonexistent.so',
          'ENV=/nonexistent',
          'IFS=x',
        ],
        User: 'app',
        WorkingDir: '/link/made',
        Volumes: { '/volume': {} },
      },
    }),
  );
  return prepareImage({ kind: 'archive', file }, join(directory, 'prepared'), undefined, signal);
}
