import type { Readable } from 'node:stream';
import { IsodenseError } from '../../../model/errors.ts';
import type { DriverContext } from '../../driver.ts';
import type { Engine } from '../engine.ts';
import { saidBy, translate } from '../errors.ts';
import { followProgress } from '../follow-progress.ts';
import { credentialsFor, type Credentials, type RegistryAuth } from './credentials.ts';
import { pullFailure, type PullAttempt } from './pull-failure.ts';
import { registryOf } from './reference.ts';

/** Pulls images with the credentials of the Docker configuration, each registry's asked for once. */
export class Puller {
  readonly #context: Pick<DriverContext, 'environment' | 'warn' | 'log'>;
  readonly #engine: Pick<Engine, 'docker' | 'managed'>;
  readonly #attempts = new Map<string, Promise<PullAttempt>>();

  constructor(
    context: Pick<DriverContext, 'environment' | 'warn' | 'log'>,
    engine: Pick<Engine, 'docker' | 'managed'>,
  ) {
    this.#context = context;
    this.#engine = engine;
  }

  /**
   * @throws IsodenseError (usage) when the registry has no such image; (unavailable) when it cannot be
   * reached or refuses
   */
  async pull(reference: string, signal: AbortSignal): Promise<void> {
    const { docker } = this.#engine;
    const attempt = await this.attempt(reference, signal);
    const { credentials } = attempt;
    const options = {
      abortSignal: signal,
      ...(credentials.kind === 'found' ? { authconfig: { base64: headerOf(credentials.auth) } } : {}),
    };
    try {
      await followProgress(docker, (await docker.pull(reference, options)) as Readable, signal);
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof IsodenseError) throw error;
      const doing = `pulling the image ${reference}`;
      throw pullFailure(saidBy(error), attempt, doing, error) ?? translate(error, doing);
    }
  }

  /** Where an image would come from, and with which credentials. */
  attempt(reference: string, signal: AbortSignal): Promise<PullAttempt> {
    const registry = registryOf(reference);
    let attempt = this.#attempts.get(registry);
    if (attempt === undefined) {
      attempt = this.#look(registry, signal);
      this.#attempts.set(registry, attempt);
    }
    return attempt;
  }

  async #look(registry: string, signal: AbortSignal): Promise<PullAttempt> {
    const credentials = await credentialsFor(registry, this.#context.environment, signal);
    if (credentials.kind === 'failed') this.#warn(registry, credentials);
    return { registry, credentials, isolated: this.#engine.managed };
  }

  #warn(registry: string, { why }: Credentials & { readonly kind: 'failed' }): void {
    const message = `no credentials for the registry ${registry}: ${why}`;
    this.#context.log(message);
    this.#context.warn?.({
      code: 'no-registry-credentials',
      message,
      advice: `images are pulled without credentials; repair the Docker configuration or its credential helper`,
    });
  }
}

/**
 * Of X-Registry-Auth and X-Registry-Config. The engine reads base64 for URLs, and takes anything else for
 * nothing.
 */
export function headerOf(value: RegistryAuth | Readonly<Record<string, RegistryAuth>>): string {
  return Buffer.from(JSON.stringify(value)).toString('base64').replaceAll('+', '-').replaceAll('/', '_');
}
