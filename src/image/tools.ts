import { realPath } from '../host/files.ts';
import { InputFile } from '../host/input-file.ts';
import { IsodenseError } from '../model/errors.ts';
import { Members } from './archive/members.ts';
import { offersOf } from './archive/offers.ts';
import { roomAt } from './archive/room.ts';
import type { ImageTools } from './image.ts';
import { flatten } from './layers/flatten.ts';

export function createImageTools(): ImageTools {
  return {
    flatten: async (image, directory, signal) => {
      await using archive = await InputFile.open(image.archive);
      const [offer] = archive === undefined ? [] : await offersOf(archive, await Members.of(archive, signal));
      if (archive === undefined || offer === undefined)
        throw new IsodenseError(
          'internal',
          `${image.archive} was prepared as an image, but is not one any more`,
        );
      await flatten(
        archive,
        offer.layers.map(({ range }) => range),
        realPath(directory) ?? directory,
        roomAt(`${directory}/.`),
        signal,
      );
    },
  };
}
