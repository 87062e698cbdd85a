import { fileExists } from '../../host/files.ts';
import { IsodenseError } from '../../model/errors.ts';
import { importArchive } from '../archive/import.ts';
import type { Source } from './source.ts';

/**
 * A docker-archive, or an OCI image layout as a tar file.
 * @param name tag or digest of the image to use, if the archive holds several
 */
export function archiveFile(file: string, name: string | undefined): Source {
  return {
    description: name === undefined ? file : `${name} of ${file}`,
    obtain: async (target, signal) => {
      if (!fileExists(file))
        throw new IsodenseError('usage', `image.archive: there is no file ${file}`, {
          hint: 'the path is relative to the scenario file',
        });
      return importArchive(file, target, name, signal);
    },
  };
}
