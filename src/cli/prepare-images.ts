import { join } from 'node:path';
import { prepareImage } from '../image/prepare.ts';
import type { ImageSource } from '../model/scenario.ts';
import type { Images } from '../run/sessions.ts';
import type { Workbench } from './workbench.ts';

/** The scenario's image, and the builtin ones that its experiments depend on, as files and before anything is timed. */
export async function prepareImages(image: ImageSource, workbench: Workbench, signal: AbortSignal): Promise<Images> {
  const fetcher = workbench.drivers.find((driver) => driver.fetchImage !== undefined);
  const prepare = (source: ImageSource) => prepareImage(source, join(workbench.stateDirectory, 'images'), (asked, archive, abort) => fetcher!.fetchImage!(asked, archive, abort), signal);
  const workload = await prepare(image);
  const builtin = image.kind === 'builtin' && image.name === 'hello' ? workload : await prepare({ kind: 'builtin', name: 'hello' });
  return { workload, builtin };
}
