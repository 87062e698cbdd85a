import type { BuildContext } from './build/context.ts';

/**
 * A container engine, for the sources that need one. A driver that has an engine implements it. Whatever it
 * pulls or builds is removed from the engine again.
 *
 * Files that it writes are docker-archives of one image. Nobody has verified them yet.
 */
export interface ImageEngine {
  /**
   * Writes an image that the engine has, or that it can pull.
   *
   * @throws IsodenseError (usage) when there is no such image; (unavailable) when it cannot be had
   */
  save(reference: string, file: string, signal: AbortSignal): Promise<void>;
  /**
   * Builds an image and writes it.
   *
   * @throws IsodenseError (usage) with file and line for what is wrong with the Dockerfile or its files;
   * (unavailable) when a base image cannot be had
   */
  build(request: BuildRequest, file: string, signal: AbortSignal): Promise<void>;
}

export interface BuildRequest {
  readonly context: BuildContext;
  /** The stage to build; the last one when absent. */
  readonly target?: string | undefined;
  /** Values of the Dockerfile's ARGs. */
  readonly args?: Readonly<Record<string, string>> | undefined;
}
