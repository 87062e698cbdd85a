import { runCommand } from '../host/command.js';
import { fileSize, findProgram, packageFile, readBytes } from '../host/files.js';
import { hostArchitecture } from '../host/platform.js';
import { IsodenseError } from '../model/errors.js';
import { packArchive } from './archive.js';
import { packTar } from './tar.js';
/** A statically linked busybox of a few hundred KiB or more; a dynamic one would need libraries in the image. */
const SMALLEST_STATIC_BUSYBOX = 500_000;
export const BUILTIN_IMAGES = ['hello'];
/**
 * Builds the builtin image `hello` from files on this machine: a static busybox and images/hello/hello.
 * Needs no engine and no network. The same files give the same bytes, hence the same digest.
 */
export async function buildBuiltin(name) {
    if (!BUILTIN_IMAGES.some((known) => known === name)) {
        throw new IsodenseError('usage', `image.builtin: there is no builtin image ${JSON.stringify(name)}`, { hint: `the builtin images are: ${BUILTIN_IMAGES.join(', ')}` });
    }
    const busybox = findProgram('busybox');
    if (busybox === undefined || fileSize(busybox) < SMALLEST_STATIC_BUSYBOX) {
        throw new IsodenseError('unavailable', `the builtin image ${name} is made from a static busybox, and ${busybox ?? 'none'} was found`, { hint: 'apt-get install busybox-static' });
    }
    const applets = (await runCommand(busybox, ['--list'])).split('\n').filter((applet) => applet !== '' && applet !== 'busybox');
    const directory = (path, mode = 0o755) => ({ path, type: 'directory', mode });
    const layer = await packTar([
        directory('bin'),
        { path: 'bin/busybox', type: 'file', mode: 0o755, content: readBytes(busybox) },
        ...applets.map((applet) => ({ path: `bin/${applet}`, type: 'symlink', target: 'busybox' })),
        directory('dev'),
        directory('etc'),
        { path: 'etc/passwd', type: 'file', mode: 0o644, content: Buffer.from('root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/sh\n') },
        { path: 'etc/group', type: 'file', mode: 0o644, content: Buffer.from('root:x:0:\nnogroup:x:65534:\n') },
        { path: name, type: 'file', mode: 0o755, content: readBytes(packageFile(`images/${name}/${name}`)) },
        directory('proc'),
        directory('root', 0o700),
        directory('sys'),
        directory('tmp', 0o1777),
    ]);
    return packArchive(layer, {
        architecture: hostArchitecture(),
        os: 'linux',
        config: { Entrypoint: [`/${name}`], Env: ['PATH=/bin'], WorkingDir: '/' },
    });
}
//# sourceMappingURL=builtin.js.map