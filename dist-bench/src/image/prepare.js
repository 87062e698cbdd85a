import { join } from 'node:path';
import { ensureDirectory, fileExists, removeTree, writeBytes } from '../host/files.js';
import { hostArchitecture } from '../host/platform.js';
import { IsodenseError } from '../model/errors.js';
import { readArchive } from './archive.js';
import { buildBuiltin } from './builtin.js';
import { repackWithoutTags } from './repack.js';
/** Gets the image once, as a file, before anything is timed; detects a foreign architecture. */
export async function prepareImage(source, directory, fetch, signal) {
    const archive = await obtain(source, directory, fetch, signal);
    const { digest, config } = await readArchive(archive, signal);
    return { description: describe(source), digest, archive, config, foreign: config.architecture !== hostArchitecture() };
}
async function obtain(source, directory, fetch, signal) {
    if (source.kind === 'archive') {
        if (!fileExists(source.file))
            throw new IsodenseError('usage', `image.archive: there is no file ${source.file}`, { hint: 'the path is relative to the scenario file' });
        return repacked(source.file, directory, signal);
    }
    const file = join(ensureDirectory(directory), `${source.kind}.tar`);
    if (source.kind === 'builtin') {
        writeBytes(file, await buildBuiltin(source.name));
        return file;
    }
    await fetch(source, file, signal);
    try {
        return await repacked(file, directory, signal);
    }
    finally {
        removeTree(file);
    }
}
async function repacked(archive, directory, signal) {
    const file = join(ensureDirectory(directory), 'image.tar');
    await repackWithoutTags(archive, file, join(directory, 'repacking'), signal);
    return file;
}
function describe(source) {
    switch (source.kind) {
        case 'builtin':
            return `builtin ${source.name}`;
        case 'ref':
            return source.ref;
        case 'build':
            return `built from ${source.directory}`;
        case 'archive':
            return source.file;
    }
}
//# sourceMappingURL=prepare.js.map