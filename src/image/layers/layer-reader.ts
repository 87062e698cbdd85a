import { TarReader } from '../tar/reader.ts';
import type { Layer } from './layer.ts';

/** Reads an archive into a layer: every entry, and no content. */
export function layerReader(layer: Layer): TarReader {
  return new TarReader({
    entry: (entry) => {
      layer.add(entry);
      return false;
    },
  });
}
