import { join } from 'node:path';
import { flattenArchive } from './flatten.js';
import { realPath } from '../host/files.js';
export function createImageTools(stateDirectory) {
    let unpacked = 0;
    return {
        flatten: (image, directory, signal) => {
            unpacked += 1;
            return flattenArchive(image.archive, realPath(directory) ?? directory, join(stateDirectory, `layers-${unpacked}`), signal);
        },
    };
}
//# sourceMappingURL=tools.js.map