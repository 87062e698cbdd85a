import { basename, dirname, join, resolve } from 'node:path';
import { runCommand } from '../host/command.js';
import { emptyDirectory, ensureDirectory, realPath, removeTree } from '../host/files.js';
import { IsodenseError } from '../model/errors.js';
import { readArchive } from './archive.js';
const WHITEOUT = '.wh.';
const OPAQUE = '.wh..wh..opq';
/**
 * Unpacks an image's layers over each other into `directory`, which must be empty, as an engine would
 * (OCI image-spec, layer.md: a whiteout `.wh.NAME` removes NAME of the layers below, an opaque one all of them).
 */
export async function flattenArchive(archive, directory, scratch, signal) {
    const { layers } = await readArchive(archive, signal);
    ensureDirectory(scratch);
    try {
        await runCommand('tar', ['-xf', archive, '-C', scratch, '--', ...new Set(layers)], { signal });
        for (const layer of layers)
            await applyLayer(join(scratch, layer), directory, signal);
    }
    finally {
        removeTree(scratch);
    }
}
async function applyLayer(layer, directory, signal) {
    const names = (await runCommand('tar', ['-tf', layer], { signal })).split('\n');
    for (const name of names.filter((path) => basename(path).startsWith(WHITEOUT))) {
        const parent = realPath(resolve(directory, dirname(name)));
        if (parent === undefined)
            continue;
        if (parent !== directory && !parent.startsWith(`${directory}/`))
            throw new IsodenseError('usage', `the image's layer removes a file outside of its root: ${name}`);
        if (basename(name) === OPAQUE)
            emptyDirectory(parent);
        else
            removeTree(join(parent, basename(name).slice(WHITEOUT.length)));
    }
    await runCommand('tar', ['-xpf', layer, '-C', directory, '--numeric-owner', `--exclude=${WHITEOUT}*`], { signal });
}
//# sourceMappingURL=flatten.js.map