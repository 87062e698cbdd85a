/** Docker Hub, which is meant where a reference names no registry. */
export const DOCKER_HUB = 'docker.io';

/**
 * The registry in an image's reference, as the docker command reads it (github.com/distribution/reference):
 * what stands before the first slash, if it has a dot, a colon or a capital letter in it, or is `localhost`.
 */
export function registryOf(reference: string): string {
  const [first, ...rest] = reference.split('/') as [string, ...string[]];
  if (rest.length === 0 || !(/[.:]/.test(first) || first === 'localhost' || first !== first.toLowerCase()))
    return DOCKER_HUB;
  return first === 'index.docker.io' ? DOCKER_HUB : first;
}

/** `docker login registry:5000`; Docker Hub is the default. */
export function loginCommand(registry: string): string {
  return registry === DOCKER_HUB ? 'docker login' : `docker login ${registry}`;
}
