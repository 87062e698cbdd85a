import { runCommand } from '../../host/command.ts';
import { fileSize, findProgram, packageFile, readBytes, writeBytes } from '../../host/files.ts';
import { hostArchitecture } from '../../host/platform.ts';
import { IsodenseError } from '../../model/errors.ts';
import { packArchive } from '../archive/pack.ts';
import { packagedPrograms } from './packaged-programs.ts';
import { importWritten, type Source } from './source.ts';
import { packTar, type TarEntry } from '../tar/pack.ts';

/**
 * A statically linked busybox of a few hundred KiB or more; a dynamic one would need libraries in the image.
 */
const SMALLEST_STATIC_BUSYBOX = 500_000;

export const BUILTIN_IMAGES = ['hello', 'hog', 'neighbour', 'lua-5.1', 'lua-5.4', 'lua-both'] as const;

/** The parts of an image in addition to busybox and its script. */
const ADDITIONS: Readonly<Record<(typeof BUILTIN_IMAGES)[number], () => readonly TarEntry[]>> = {
  hello: () => [script('probe', 'images/hello/probe', 0o644)],
  hog: () => [],
  neighbour: () => [
    ...packagedPrograms(['stress-ng', 'nginx']),
    directory('srv'),
    { path: 'srv/index.html', type: 'file', mode: 0o644, content: Buffer.from(`${'x'.repeat(1_023)}\n`) },
  ],
  'lua-5.1': () => luaApplications(['lua5.1'], ['old']),
  'lua-5.4': () => luaApplications(['lua5.4'], ['new']),
  'lua-both': () => luaApplications(['lua5.1', 'lua5.4'], ['old', 'new']),
};

const script = (path: string, file: string, mode = 0o755): TarEntry => ({
  path,
  type: 'file',
  mode,
  content: readBytes(packageFile(file)),
});

/** Runtimes that are all called `lua`, as their makers install them: the last one installed wins. */
function luaApplications(runtimes: readonly string[], applications: readonly string[]): TarEntry[] {
  return [
    ...packagedPrograms(runtimes),
    { path: 'bin/lua', type: 'symlink', target: runtimes.at(-1)! },
    directory('applications'),
    ...applications.map((name) =>
      script(`applications/${name}.lua`, `images/lua/applications/${name}.lua`, 0o644),
    ),
  ];
}

const directory = (path: string, mode = 0o755): TarEntry => ({ path, type: 'directory', mode });

/** An image that isodense builds from its own files. */
export function builtin(name: string): Source {
  return {
    description: `builtin ${name}`,
    obtain: (target, signal) =>
      importWritten(target, async (file) => writeBytes(file, await buildBuiltin(name)), signal),
  };
}

/**
 * Builds a builtin image from files on this machine: a static busybox, images/NAME/NAME, and for some of
 * them programs of the distribution. Needs no engine and no network. The same files give the same bytes,
 * and so the same digest.
 */
async function buildBuiltin(name: string): Promise<Buffer> {
  const known = BUILTIN_IMAGES.find((image) => image === name);
  if (known === undefined) {
    throw new IsodenseError('usage', `image.builtin: there is no builtin image ${JSON.stringify(name)}`, {
      hint: `the builtin images are: ${BUILTIN_IMAGES.join(', ')}`,
    });
  }
  const busybox = findProgram('busybox');
  if (busybox === undefined || fileSize(busybox) < SMALLEST_STATIC_BUSYBOX) {
    throw new IsodenseError(
      'unavailable',
      `the builtin image ${name} needs a statically linked busybox; found ${busybox ?? 'none'}`,
      { hint: 'apt-get install busybox-static' },
    );
  }
  const program = name.replace(/-.*/, ''); // lua-5.1 and the like are one program with different libraries
  const applets = (await runCommand(busybox, ['--list']))
    .split('\n')
    .filter((applet) => applet !== '' && applet !== 'busybox');
  const layer = await packTar([
    directory('bin'),
    { path: 'bin/busybox', type: 'file', mode: 0o755, content: readBytes(busybox) },
    ...applets.map((applet): TarEntry => ({ path: `bin/${applet}`, type: 'symlink', target: 'busybox' })),
    directory('dev'),
    directory('etc'),
    {
      path: 'etc/passwd',
      type: 'file',
      mode: 0o644,
      content: Buffer.from('root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/sh\n'),
    },
    { path: 'etc/group', type: 'file', mode: 0o644, content: Buffer.from('root:x:0:\nnogroup:x:65534:\n') },
    script(name, `images/${program}/${program}`),
    directory('proc'),
    directory('root', 0o700),
    directory('sys'),
    directory('tmp', 0o1777),
    ...ADDITIONS[known](),
  ]);
  return packArchive(layer, {
    architecture: hostArchitecture(),
    os: 'linux',
    config: { Entrypoint: [`/${name}`], Env: ['PATH=/bin'], WorkingDir: '/' },
  });
}
