import type { BuildContext } from './build/context.ts';

/**
 * A container engine, for the sources that need one. A driver with an engine implements it. Everything that
 * it pulls or builds is removed from the engine again.
 *
 * It writes docker-archives of one image, which have not been verified yet.
 */
export interface ImageEngine {
  /**
   * Writes an image that the engine has, or that it can pull.
   * @throws IsodenseError (usage) if there is no such image; (unavailable) if it cannot be pulled
   */
  save(reference: string, file: string, signal: AbortSignal): Promise<void>;
  /**
   * Builds an image and writes it.
   * @throws IsodenseError (usage) with file and line for errors in the Dockerfile or its files;
   * (unavailable) if a base image cannot be pulled
   */
  build(request: BuildRequest, file: string, signal: AbortSignal): Promise<void>;
}

export interface BuildRequest {
  readonly context: BuildContext;
  /** The stage to build; default: the last one. */
  readonly target?: string | undefined;
  /** Values of the Dockerfile's ARGs. */
  readonly args?: Readonly<Record<string, string>> | undefined;
}
