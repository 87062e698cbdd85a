import { join } from 'node:path';
import { prepareImage } from '../image/prepare.ts';
import { argumentsOf, type PreparedImage } from '../image/image.ts';
import { own } from '../model/own.ts';
import type { ImageSource, Scenario, Variant } from '../model/scenario.ts';
import type { Images } from '../run/sessions.ts';
import { workloadOf } from '../run/variant-workload.ts';
import type { Workbench } from './workbench.ts';

/**
 * The scenario's image, and the builtin ones that its experiments depend on, as files and before anything is
 * timed. The neighbours' is made only where it is asked for, since it needs programs that not every host has.
 */
export async function prepareImages(
  image: ImageSource,
  neighbours: boolean,
  further: Readonly<Record<string, ImageSource>>,
  variants: readonly Variant[],
  workbench: Workbench,
  signal: AbortSignal,
): Promise<Images> {
  const engine = workbench.drivers.find((driver) => driver.imageEngine !== undefined)?.imageEngine;
  const prepare = (source: ImageSource, place = '') =>
    prepareImage(source, join(workbench.stateDirectory, 'images', place), engine, signal);
  const workload = await prepare(image);
  const builtin =
    image.kind === 'builtin' && image.name === 'hello'
      ? workload
      : await prepare({ kind: 'builtin', name: 'hello' });
  const others: Record<string, PreparedImage> = {};
  for (const [name, source] of Object.entries(further)) others[name] = await prepare(source, name);
  const ofVariants: Record<string, PreparedImage> = {};
  for (const { name, image: asked, twinOf } of variants) {
    // A twin is the same thing under another name.
    if (asked !== undefined)
      ofVariants[name] =
        (twinOf === undefined ? undefined : own(ofVariants, twinOf)) ??
        (await prepare(asked, `variant-${name}`));
  }
  return {
    workload,
    builtin,
    others,
    ofVariants,
    ...(neighbours ? { neighbours: await prepare({ kind: 'builtin', name: 'neighbour' }) } : {}),
  };
}

/**
 * Every variant has a program to start. Asked before anything runs: only a change of the scenario or the
 * image helps.
 */
export function requireCommands(
  { variants, workload }: Scenario,
  { workload: usual, ofVariants = {} }: Images,
): void {
  for (const variant of variants)
    argumentsOf(own(ofVariants, variant.name) ?? usual, workloadOf(variant, workload).command);
}
