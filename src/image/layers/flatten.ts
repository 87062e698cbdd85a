import type { InputFile } from '../../host/input-file.ts';
import { layOver } from './overlay.ts';
import { layerReader } from './layer-reader.ts';
import { Layer } from './layer.ts';
import { newDirectory, type Directory } from './node.ts';
import { readRange, type Range } from './read-range.ts';
import { Totals } from './totals.ts';
import { writeTree } from './write-tree.ts';

/**
 * Unpacks layers over each other into `directory`, which must be empty and closed to others: the root
 * filesystem that a container of the image would see. The result is decided in memory first, so nothing is
 * ever written through a path from a layer, and nothing is written twice.
 * @param room for the files, bytes
 */
export async function flatten(
  archive: InputFile,
  layers: readonly Range[],
  directory: string,
  room: number,
  signal: AbortSignal,
): Promise<void> {
  const totals = new Totals(room);
  let root = newDirectory();
  for (const [index, range] of layers.entries())
    root = layOver(root, await readLayer(archive, range, new Layer(index, totals), signal));
  await writeTree(root, archive, layers, directory, signal);
}

/**
 * Unpacks a tar archive that is not a layer, so that no name has a special meaning, into an empty
 * directory.
 */
export async function unpack(
  archive: InputFile,
  directory: string,
  room: number,
  signal: AbortSignal,
): Promise<void> {
  const whole = { offset: 0, size: archive.size };
  const root = await readLayer(archive, whole, new Layer(0, new Totals(room), 'plain'), signal);
  await writeTree(root, archive, [whole], directory, signal);
}

async function readLayer(
  archive: InputFile,
  range: Range,
  layer: Layer,
  signal: AbortSignal,
): Promise<Directory> {
  await readRange(archive, range, layerReader(layer), signal);
  return layer.finish();
}
