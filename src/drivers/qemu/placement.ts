import { join } from 'node:path';
import { removeTree } from '../../host/files.ts';
import type { PreparedRoot } from '../../image/root/prepare-root.ts';
import type { Fleet } from './fleet.ts';
import { SingleFlight } from './single-flight.ts';
import { takeTemplate, type Template } from './template.ts';

/** What a VM starts from. */
export interface Origin {
  readonly disk: string;
  readonly root: PreparedRoot;
  /** Undefined when it boots. */
  readonly template: Template | undefined;
}

/**
 * The image as the VMs of one session need it: its disk and, where they start from a template, that. Without
 * the template the image counts as absent, so a launch that has to take it says so (the mark `imageReady`).
 */
export class Placement {
  readonly #fleet: Fleet;
  readonly #flight = new SingleFlight<Template>();
  readonly #directory: string;
  #template: Template | undefined;

  constructor(fleet: Fleet) {
    this.#fleet = fleet;
    this.#directory = join(fleet.context.stateDirectory, 'qemu', `template-${fleet.name}`);
  }

  /** Undefined when something is absent. */
  find(): Origin | undefined {
    const { disks, image, options } = this.#fleet;
    if (options.start === 'template')
      return (
        this.#template && {
          disk: this.#template.disk,
          root: disks.preparedRoot(image),
          template: this.#template,
        }
      );
    return disks.has(image)
      ? { disk: disks.pathOf(image), root: disks.preparedRoot(image), template: undefined }
      : undefined;
  }

  /** Puts in place what is absent. */
  async provide(signal: AbortSignal): Promise<Origin> {
    const { disks, image, options } = this.#fleet;
    if (options.start === 'cold')
      return {
        disk: await disks.provide(image, signal),
        root: disks.preparedRoot(image),
        template: undefined,
      };
    const template = await this.#flight.get(
      () => this.#template,
      () => this.#take(signal),
      signal,
    );
    return { disk: template.disk, root: disks.preparedRoot(image), template };
  }

  /** VMs that run keep what they have open and are not disturbed. */
  forget(): void {
    this.release();
    this.#fleet.disks.forget(this.#fleet.image);
  }

  /** Removes what belongs to the session alone. */
  release(): void {
    this.#template = undefined;
    removeTree(this.#directory);
    this.#fleet.disks.letGo(this.#fleet.image, this.#fleet.name);
  }

  async #take(signal: AbortSignal): Promise<Template> {
    const { disks, image, name } = this.#fleet;
    try {
      this.#template = await takeTemplate(
        this.#fleet,
        await disks.hold(image, name, signal),
        this.#directory,
        signal,
      );
      return this.#template;
    } catch (error) {
      this.release();
      throw error;
    }
  }
}
