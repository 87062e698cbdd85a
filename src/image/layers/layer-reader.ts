import { TarReader } from '../tar/reader.ts';
import type { Layer } from './layer.ts';

/** Reads the entries of an archive into a layer, without content. */
export function layerReader(layer: Layer): TarReader {
  return new TarReader({
    entry: (entry) => {
      layer.add(entry);
      return false;
    },
  });
}
