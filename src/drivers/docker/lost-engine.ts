import { messageOf } from '../../model/errors.ts';
import type { Engine } from './engine.ts';
import { statusOf } from './errors.ts';

/** Why an engine that answered before is to be given up; undefined when it still answers. */
export async function lossOf({ docker, endpoint, managed }: Engine): Promise<string | undefined> {
  try {
    await docker.ping();
    return undefined;
  } catch (error) {
    // A refusal is an answer.
    if (statusOf(error) !== undefined) return undefined;
    return `${managed ? "isodense's own engine" : `the engine at ${endpoint.address}`} no longer answers (${messageOf(error)})`;
  }
}
