import { join } from 'node:path';
import { flattenArchive } from './flatten.ts';
import type { ImageTools } from './image.ts';
import { realPath } from '../host/files.ts';

export function createImageTools(stateDirectory: string): ImageTools {
  let unpacked = 0;
  return {
    flatten: (image, directory, signal) => {
      unpacked += 1;
      return flattenArchive(image.archive, realPath(directory) ?? directory, join(stateDirectory, `layers-${unpacked}`), signal);
    },
  };
}
